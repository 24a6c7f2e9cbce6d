import type { Caller } from './caller.ts';

interface Entry {
  readonly caller: Caller;
  readonly until: number;
}

/** Callers by the exact `Authorization` header that proved them, the least recently used dropped first. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #maxCharacters: number;
  #characters = 0;

  /** `maxCharacters` bounds the headers kept, and with them the memory, however long a token is. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** `now` in milliseconds since 1970, as is `until` of `set`. */
  get(authorization: string, now: number): Caller | undefined {
    const entry = this.#entries.get(authorization);
    if (entry === undefined) return undefined;
    this.#entries.delete(authorization);
    if (now >= entry.until) {
      this.#characters -= authorization.length;
      return undefined;
    }
    this.#entries.set(authorization, entry);
    return entry.caller;
  }

  set(authorization: string, caller: Caller, until: number): void {
    if (!this.#entries.delete(authorization)) this.#characters += authorization.length;
    this.#entries.set(authorization, { caller, until });
    for (const oldest of this.#entries.keys()) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#entries.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
