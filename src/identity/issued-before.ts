import { fail } from '../model/failures.ts';
import type { Caller } from './caller.ts';

/**
 * Refuses the tokens that a caller had when somebody took them away: `revokedAt` in milliseconds since 1970, `undefined` where
 * nobody did. `iat` is in whole seconds, so a token of that very second is refused as well; so is one that does not say when it was issued.
 * @throws Failure `tokenInvalid`
 */
export function refuseIssuedBefore({ subject, issuedAt }: Caller, revokedAt: number | undefined): void {
  if (revokedAt === undefined || (issuedAt !== undefined && issuedAt > revokedAt)) return;
  const issued = issuedAt === undefined ? 'its token does not say when it was issued' : `issued ${iso(issuedAt)}`;
  const internal = `tokens of ${subject} were revoked ${iso(revokedAt)}: ${issued}`;
  throw fail('tokenInvalid', undefined, { internal });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
