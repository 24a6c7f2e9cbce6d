/**
 * The turn of one transaction. Its work runs where it was submitted, and so in its own context: a trace, say, goes along with it through the promises
 * that it waits for, where the course of whoever came first would bring its own.
 */
export class Turn {
  /** Whether the work has thrown. */
  failed = false;
  #hasBegun = false;
  #begun = Promise.withResolvers<void>();
  #ended = Promise.withResolvers<void>();
  /** `true`: what it did was rolled back, and is to be done again. */
  #settled = Promise.withResolvers<boolean>();

  /** Does the work when it is its turn, and tells what came of it when that is settled. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    let outcome: { readonly value: T } | { readonly error: unknown };
    do {
      await this.#begun.promise;
      try {
        outcome = { value: await work() };
      } catch (error) {
        outcome = { error };
      }
      this.failed = 'error' in outcome;
      this.#ended.resolve();
    } while (await this.#settled.promise);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Resolves when the work has ended, whatever it came to. */
  run(): Promise<void> {
    this.#hasBegun = true;
    this.#begun.resolve();
    return this.#ended.promise;
  }

  /** It is to run once more. */
  again(): void {
    const { resolve } = this.#settled;
    this.#hasBegun = false;
    this.#begun = Promise.withResolvers();
    this.#ended = Promise.withResolvers();
    this.#settled = Promise.withResolvers();
    resolve(true);
  }

  /** @param lost set when nothing of it was committed, whatever the work came to, or where it never began */
  settle(lost?: unknown): void {
    if (lost === undefined) this.#settled.resolve(false);
    else if (this.#hasBegun) this.#settled.reject(lost);
    else this.#begun.reject(lost);
  }
}
