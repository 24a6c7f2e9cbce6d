import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import { fail } from '../model/failures.ts';

const retryAfterSeconds = 2;

/** The database can't be used just now: callers are told to come back, `problem` and `cause` go to the log. */
export function databaseUnavailable(problem: string, cause?: unknown): Failure {
  return fail('unavailable', { retryAfterSeconds }, { internal: `database: ${problem}`, cause });
}

export function isUnavailable(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === 'unavailable';
}

interface Retrying {
  readonly clock: Clock;
  /** By {@link Clock.elapsed}. */
  readonly until: () => number;
  readonly pauseMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Does something again while the database is away. A commit whose answer was lost may be done, so what is done here must be safe to repeat.
 * @throws `unavailable` when it is away for longer, or `signal` aborts
 */
export async function retryWhileUnavailable<T>(
  work: () => Promise<T>,
  { clock, until, pauseMs, signal }: Retrying,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || signal?.aborted || clock.elapsed() >= until()) throw error;
      await clock.wait(pauseMs, signal);
    }
  }
}
