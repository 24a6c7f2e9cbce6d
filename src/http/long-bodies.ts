import { fail } from '../model/failures.ts';

/** An import of the most devices. */
const longestOfAll = 4 * 2 ** 20;
/** How many of the longest bodies are held for one organisation's clients at once. */
const longestAtOnce = 4;
/** Shorter ones are never refused: what ends something is one, with a reason and a ticket of the greatest length as well. */
const longBytes = 8 * 1024;

/** What of one request's body is held, until its disposal. */
export interface HeldBody extends Disposable {
  /** @throws Failure `unavailable` where others of the organisation's came first */
  add(bytes: number): void;
}

/**
 * Bounds what the bodies of one organisation take of memory, which is everybody's: each may be 4 MB, a client may begin hundreds within its
 * limits, and has a minute to send the last byte of them.
 */
export class LongBodies {
  /** How long one may be, in bytes, unless an operation declares more. */
  readonly maxBodyBytes: number;
  readonly #mostHeld: number;
  readonly #heldOf = new Map<string, number>();

  constructor(maxBodyBytes: number) {
    this.maxBodyBytes = maxBodyBytes;
    this.#mostHeld = longestAtOnce * Math.max(maxBodyBytes, longestOfAll);
  }

  hold(tenantId: string): HeldBody {
    let bytes = 0;
    let counted = 0;
    return {
      add: (more) => {
        bytes += more;
        if (bytes < longBytes) return;
        const held = this.#held(tenantId) + bytes - counted;
        if (held > this.#mostHeld) {
          const internal = `${held} bytes of bodies of the organisation are held, and ${this.#mostHeld} may be`;
          throw fail('unavailable', { retryAfterSeconds: 1 }, { internal });
        }
        this.#heldOf.set(tenantId, held);
        counted = bytes;
      },
      [Symbol.dispose]: () => {
        if (counted === 0) return;
        const left = this.#held(tenantId) - counted;
        if (left > 0) this.#heldOf.set(tenantId, left);
        else this.#heldOf.delete(tenantId);
      },
    };
  }

  #held(tenantId: string): number {
    return this.#heldOf.get(tenantId) ?? 0;
  }
}
