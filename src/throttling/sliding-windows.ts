/** A budget that requests draw on, and how many of them a window takes. */
export interface Budget {
  readonly key: string;
  readonly limit: number;
}

/** How full a window is that slides: what its two fixed halves hold, and how far the newer one has run. */
export interface Fill {
  readonly before: number;
  readonly current: number;
  readonly elapsedMs: number;
}

/** What a rounding leaves missing of a request does not count. */
const tolerance = 1e-6;

/**
 * How many requests still fit. The older half counts for as much of it as the window still covers, as if its requests had come
 * evenly: exact for steady load, and never far off, with two numbers for each budget instead of a time for each request.
 */
export function room(limit: number, { before, current, elapsedMs }: Fill, windowMs: number): number {
  return Math.floor(limit - current - before * (1 - elapsedMs / windowMs) + tolerance);
}

/** After how many milliseconds a request fits, if no others come; 0 when one fits now. */
export function roomAfterMs(limit: number, fill: Fill, windowMs: number): number {
  if (room(limit, fill, windowMs) >= 1) return 0;
  const { before, current, elapsedMs } = fill;
  // When the share of `requests` that still counts has shrunk to what leaves room for one more.
  const shrunkAt = (requests: number, others: number) =>
    windowMs * (1 - (Math.max(0, limit - 1 - others) + tolerance) / requests);
  const wait =
    current + 1 <= limit ? shrunkAt(before, current) - elapsedMs : windowMs - elapsedMs + shrunkAt(current, 0);
  return Math.ceil(wait);
}

/** Counts the requests of many budgets in this process. Whatever was not drawn on for two windows takes no memory. */
export class SlidingWindows {
  readonly windowMs: number;
  #period = 0;
  #before = new Map<string, number>();
  #current = new Map<string, number>();

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** After how many milliseconds the budget has room; 0 when it has. Times in milliseconds by {@link Clock.elapsed}. */
  waitMs({ key, limit }: Budget, now: number): number {
    this.#advance(now);
    const fill = {
      before: this.#before.get(key) ?? 0,
      current: this.#current.get(key) ?? 0,
      elapsedMs: Math.max(0, now - this.#period * this.windowMs),
    };
    return roomAfterMs(limit, fill, this.windowMs);
  }

  take({ key }: Budget, now: number): void {
    this.#advance(now);
    this.#current.set(key, (this.#current.get(key) ?? 0) + 1);
  }

  /** A clock that is set back does not start a period again. */
  #advance(now: number): void {
    const period = Math.floor(now / this.windowMs);
    if (period <= this.#period) return;
    this.#before = period === this.#period + 1 ? this.#current : new Map();
    this.#current = new Map();
    this.#period = period;
  }
}
