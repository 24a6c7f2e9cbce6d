import { Failure } from '../../core/failure.ts';
import type { Log } from '../../core/log.ts';

/** What the service cannot do without, by name; each throws while it does not work. */
export type Parts = Readonly<Record<string, () => Promise<void>>>;

const lookMs = 5000;

/**
 * Whether the service can serve. It looks by itself now and then, and says in the log, once each, when a part does not work and when it
 * works again: nobody may be asking meanwhile.
 */
export class Readiness implements Disposable {
  readonly #parts: Parts;
  readonly #log: Log;
  readonly #since = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(parts: Parts, log: Log) {
    this.#parts = parts;
    this.#log = log;
    this.#timer = setInterval(() => void this.look(), lookMs).unref();
  }

  /** Looks at every part; gives those that do not work. */
  async look(): Promise<string[]> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
    return [...this.#since.keys()];
  }

  /** As they were seen last. */
  get parts(): [part: string, works: boolean][] {
    return Object.keys(this.#parts).map((part) => [part, !this.#since.has(part)]);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #lookAtAll(): Promise<void> {
    await Promise.all(Object.entries(this.#parts).map(([part, works]) => this.#lookAt(part, works)));
  }

  async #lookAt(part: string, works: () => Promise<void>): Promise<void> {
    const since = this.#since.get(part);
    try {
      await works();
      if (since === undefined) return;
      this.#since.delete(part);
      this.#log.error({ part, ms: Math.round(performance.now() - since) }, 'a part of the service works again');
    } catch (error) {
      if (since !== undefined) return;
      this.#since.set(part, performance.now());
      const problem = error instanceof Failure ? (error.internal ?? error.message) : (error as Error).message;
      this.#log.error({ part, problem }, 'a part of the service does not work');
    }
  }
}
