import { inspect } from 'node:util';

/**
 * A value that must not be printed: a token, a client secret, a key. Logging, JSON and string conversion show only that it is
 * there; `reveal` is the one way to it, and easy to search for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
