import type { Failure } from '../core/failure.ts';
import { fail } from '../model/failures.ts';

const retryAfterSeconds = 2;

/** The database can't be used just now: callers are told to come back, `problem` and `cause` go to the log. */
export function databaseUnavailable(problem: string, cause?: unknown): Failure {
  return fail('unavailable', { retryAfterSeconds }, { internal: `database: ${problem}`, cause });
}
