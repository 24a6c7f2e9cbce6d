import type { Caller } from './caller.ts';

interface Entry {
  readonly authorization: string;
  readonly caller: Caller;
  readonly until: number;
}

/** Callers by the exact `Authorization` header that proved them, the least recently used dropped first. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #maxCharacters: number;
  #characters = 0;
  #newest: Entry | undefined;

  /** `maxCharacters` bounds the headers kept, and with them the memory, however long a token is. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** `now` in milliseconds since 1970, as is `until` of `set`. */
  get(authorization: string, now: number): Caller | undefined {
    const key = keyOf(authorization);
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.authorization !== authorization) return undefined;
    if (now >= entry.until) {
      this.#delete(key);
      return undefined;
    }
    // Whoever asks many times in a row is the one that was used last already.
    if (this.#newest !== entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      this.#newest = entry;
    }
    return entry.caller;
  }

  set(authorization: string, caller: Caller, until: number): void {
    const key = keyOf(authorization);
    this.#delete(key);
    this.#newest = { authorization, caller, until };
    this.#entries.set(key, this.#newest);
    this.#characters += authorization.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#delete(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#characters = 0;
    this.#newest = undefined;
  }

  #delete(key: string): void {
    this.#characters -= this.#entries.get(key)?.authorization.length ?? 0;
    this.#entries.delete(key);
  }
}

/**
 * The end of the signature: it differs from token to token, and hashing 43 characters instead of the whole header, as a map does,
 * makes a look-up several times faster. It only finds an entry; what counts is the comparison of the whole header.
 */
function keyOf(authorization: string): string {
  return authorization.slice(-43);
}
