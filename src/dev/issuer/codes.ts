import { randomBytes } from 'node:crypto';

const maxCodes = 10_000;

/** What stands behind codes that nobody guesses; the oldest are forgotten when there are more than 10,000. */
export class Codes<Value> {
  readonly #values = new Map<string, Value>();

  /** @returns the code */
  add(value: Value): string {
    const code = randomBytes(32).toString('base64url');
    this.#values.set(code, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= maxCodes) break;
      this.#values.delete(oldest);
    }
    return code;
  }

  get(code: string): Value | undefined {
    return this.#values.get(code);
  }

  replace(code: string, value: Value): void {
    this.#values.set(code, value);
  }

  find(matches: (value: Value) => boolean): readonly [code: string, value: Value] | undefined {
    return this.#values.entries().find(([, value]) => matches(value));
  }
}
