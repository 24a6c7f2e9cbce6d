import type { Failure } from '../core/failure.ts';
import { SealBroken } from '../core/seal.ts';
import { fail } from '../model/failures.ts';

/**
 * What to tell of an error whose cause is that the master key is not here yet that something is sealed under: it may be had later, and of
 * another replica at once. `undefined` for every other error.
 */
export function keyElsewhere(error: unknown): Failure | undefined {
  if (!(error instanceof SealBroken) || error.keyId === undefined) return undefined;
  return fail('unavailable', { retryAfterSeconds: 1 }, { internal: error.message, cause: error });
}
