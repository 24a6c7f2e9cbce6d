import type { JWTPayload } from 'jose';
import { fail } from '../model/failures.ts';
import type { Caller } from './caller.ts';
import type { Issuer } from './issuers.ts';

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

/** The same of a caller whose subject or application was revoked, since when by each. @throws Failure `tokenInvalid` */
export function refuseRevokedCaller(caller: Caller, revoked: ReadonlyMap<string, number>): void {
  refuseIssuedBefore(caller, revoked.get(caller.subject));
  if (caller.applicationId !== undefined) refuseIssuedBefore(caller, revoked.get(caller.applicationId));
}

/**
 * By how many milliseconds a token says that it is issued later than now: as far as clocks may differ that of its issuer is ahead. What says
 * more is refused, because no revocation of its caller would end it; issuers that count milliseconds say so of all their tokens.
 * @throws Failure `tokenNotYetValid`
 */
export function aheadMs({ iat = 0 }: JWTPayload, now: number, issuer: Pick<Issuer, 'clockToleranceSeconds'>): number {
  const ahead = iat * 1000 - now;
  if (ahead <= issuer.clockToleranceSeconds * 1000) return ahead;
  const internal = `the token is not usable: its iat, ${iat}, is later than now; it counts seconds since 1970`;
  throw fail('tokenNotYetValid', undefined, { internal });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
