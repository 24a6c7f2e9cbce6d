const firstMs = 1000;
const longestAskedMs = 24 * 60 * 60 * 1000;

/**
 * How long to wait after the given number of failures in a row, in milliseconds: doubling from a second up to `maxPauseMs`, the
 * upper half of it at random, so that many that failed together do not come back together. What the partner asks for
 * (`retryAfter`) is the least; more than a day is no answer to go by, for what is owed may be a revocation.
 */
export function pauseAfter(failures: number, maxPauseMs: number, error: unknown): number {
  const full = Math.min(maxPauseMs, firstMs * 2 ** Math.min(failures - 1, 40));
  const pause = full / 2 + (Math.random() * full) / 2;
  return Math.ceil(Math.max(pause, askedFor(error)));
}

/**
 * How long to wait until something is looked at that is looked at regularly: up to a fifth less than `intervalMs`, at random, so that
 * many that came at once do not come back at once for ever.
 */
export function spread(intervalMs: number): number {
  return Math.ceil(intervalMs * (1 - Math.random() / 5));
}

function askedFor(error: unknown): number {
  const asked = error instanceof Error && 'retryAfter' in error ? Number(error.retryAfter) : 0;
  return asked > 0 && asked <= longestAskedMs ? asked : 0;
}
