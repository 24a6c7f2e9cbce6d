declare const whole: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z, without a fraction: what a column of the store takes for a time. */
export type Instant = number & { readonly [whole]: true };

/** The first instant that is not before a number of milliseconds since 1970-01-01T00:00:00Z. */
export function instantOf(milliseconds: number): Instant {
  return Math.ceil(milliseconds) as Instant;
}

/** The first instant when `milliseconds` have passed since another. */
export function later(instant: Instant, milliseconds: number): Instant {
  return instantOf(instant + milliseconds);
}

/**
 * How far ahead of the clock that is read a time may have been written and be believed, in milliseconds: replicas' clocks differ, and one
 * may have been set back since.
 */
export const believedAheadMs = 5000;

/**
 * Whether what was taken for `longestMs` at most lasts until `until`. What would last longer than it can was taken under a clock that was
 * set back since: nobody knows when it ends, so it is over.
 */
export function stillLasts(until: Instant | null, now: Instant, longestMs: number): boolean {
  return until !== null && until > now && until <= now + longestMs + believedAheadMs;
}

/** Time as the service sees it, so that a test or `assistd dev` can turn it without waiting. */
export interface Clock {
  now(): Instant;
  /** Milliseconds that pass evenly, whatever the machine's clock is set to: for how long something takes, lasts or counts. */
  elapsed(): number;
  /** Milliseconds by which it was turned against the machine's clock. */
  readonly offset: number;
  /** Resolves when `milliseconds` have passed on this clock, or at once when `signal` aborts; it never rejects. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

// setTimeout fires at once for anything longer than a signed 32-bit number of milliseconds.
const longestTimer = 2 ** 31 - 1;

const latest = Date.UTC(9999, 0) - 1;

/**
 * A clock that runs with the machine's and can be turned; waits that fall due by a turn end at once. Waits do not follow the machine's
 * clock where that is set: set back by an hour, it would keep everybody waiting for an hour.
 */
export class TurnableClock implements Clock {
  #offset = 0;
  readonly #waiting = new Set<() => void>();

  now(): Instant {
    return instantOf(Date.now() + this.#offset);
  }

  elapsed(): number {
    return performance.timeOrigin + performance.now() + this.#offset;
  }

  /** Moves the clock forward by `milliseconds`. */
  turn(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError('a clock is only turned forward');
    this.offset = this.#offset + milliseconds;
  }

  /** Milliseconds by which it is ahead of the machine's clock; negative when it is behind. Set back, it makes waits longer. */
  get offset(): number {
    return this.#offset;
  }

  set offset(milliseconds: number) {
    const now = Date.now() + milliseconds;
    // Later dates are written with more digits, which neither OData nor the partner reads; much later ones stand still when added to.
    if (!(now >= 0 && now <= latest)) throw new RangeError('the clock must be set to a time from 1970 to 9998');
    this.#offset = milliseconds;
    for (const check of [...this.#waiting]) check();
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const until = this.elapsed() + milliseconds;
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const check = () => {
        clearTimeout(timer);
        const left = until - this.elapsed();
        if (left <= 0 || signal?.aborted) return end();
        timer = setTimeout(check, Math.min(left, longestTimer));
      };
      signal?.addEventListener('abort', end, { once: true });
      this.#waiting.add(check);
      check();
    });
  }
}
