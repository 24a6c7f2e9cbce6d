import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import { fail } from '../model/failures.ts';
import type { Caller } from './caller.ts';
import { callerOf, personalTenantId, quoted, tenantOf } from './claims.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { type IssuerSettings, parseIssuer } from './issuers.ts';
import { TokenCache } from './token-cache.ts';

/** How a token is refused: rows of the failure table. */
export type Refusal =
  | 'tokenMissing'
  | 'tokenMalformed'
  | 'tokenExpired'
  | 'tokenNotYetValid'
  | 'tokenAudience'
  | 'tokenInvalid'
  | 'personalAccount'
  | 'unavailable';

/** Turns bearer tokens into callers. */
export interface Tokens extends Disposable {
  /**
   * Proves who sends this `Authorization` header; at once where the same header was proven a moment ago.
   * @throws Failure one of `Refusal`; as a rejected promise. Its `internal` says why, and never holds the token.
   */
  authenticate(authorization: string | undefined): Caller | Promise<Caller>;
  /** Fetches the keys of every issuer, so that the first caller need not wait. It never rejects. */
  prefetchKeys(): Promise<void>;
}

export interface TokensOptions {
  readonly issuers: readonly IssuerSettings[];
  readonly clock: Clock;
  readonly log: Log;
  /** Called once for each refused token, to count them. */
  readonly onRefused?: (reason: Refusal) => void;
}

/** A proven token is not verified again for this long: the time it takes until a key that its issuer withdrew stops working. */
const cacheMilliseconds = 5 * 60_000;
/** About 4000 tokens as Entra makes them. */
const cacheCharacters = 8 * 2 ** 20;
const longestToken = 16 * 2 ** 10;

/** @throws RangeError when the settings of an issuer are wrong, naming the field. */
export function createTokens({ issuers, clock, log, onRefused }: TokensOptions): Tokens {
  const stopping = new AbortController();
  const trusted = issuers.map(parseIssuer).map((issuer) => ({
    issuer,
    keys: new IssuerKeys(issuer, { clock, log, stop: stopping.signal }),
  }));
  const cache = new TokenCache(cacheCharacters);

  async function prove(authorization: string | undefined): Promise<Caller> {
    try {
      const token = bearerToken(authorization);
      const { header, claims } = decode(token);
      refuseOtherTypes(header);
      const tenantId = tenantOf(claims);
      const { issuer, keys } = trustedFor(claims, tenantId);
      const { payload } = await jwtVerify(token, (protectedHeader) => keys.find(protectedHeader, tenantId), {
        algorithms: [...issuer.algorithms],
        audience: [...issuer.audiences],
        clockTolerance: issuer.clockToleranceSeconds,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp'],
      });
      const caller = callerOf(payload, issuer);
      const until = Math.min((payload.exp ?? 0) * 1000, clock.now() + cacheMilliseconds);
      if (authorization !== undefined && until > clock.now()) cache.set(authorization, caller, until);
      return caller;
    } catch (error) {
      const refusal = refusalOf(error);
      onRefused?.(refusal.kind);
      throw refusal;
    }
  }

  function trustedFor(claims: JWTPayload, tenantId: string) {
    const { iss, tid } = claims;
    const found = trusted.find(({ issuer }) => iss === issuer.issuer.replaceAll('{tenantid}', String(tid)));
    if (found === undefined) {
      throw fail('tokenInvalid', undefined, {
        internal: `no issuer is configured for iss ${quoted(iss)} and tid ${tenantId}`,
      });
    }
    if (tenantId === personalTenantId)
      throw fail('personalAccount', undefined, { internal: 'tid is that of personal accounts' });
    if (found.issuer.tenants?.has(tenantId) === false) {
      throw fail('tokenInvalid', undefined, {
        internal: `issuer ${found.issuer.issuer} is not configured for tenant ${tenantId}`,
      });
    }
    return found;
  }

  return {
    authenticate(authorization) {
      const cached = authorization === undefined ? undefined : cache.get(authorization, clock.now());
      return cached ?? prove(authorization);
    },
    async prefetchKeys() {
      await Promise.allSettled(trusted.map(({ keys }) => keys.refresh()));
    },
    [Symbol.dispose]() {
      stopping.abort();
    },
  };
}

/** The token of RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1). */
function bearerToken(authorization: string | undefined): string {
  const token = /^bearer(?: +(.*))?$/is.exec(authorization?.trim() ?? '')?.[1];
  if (token === undefined || token === '') {
    throw fail('tokenMissing', undefined, {
      internal: authorization ? 'Authorization is not a bearer token' : 'no Authorization header',
    });
  }
  if (token.length > longestToken)
    throw fail('tokenInvalid', undefined, { internal: `the token has ${token.length} characters` });
  return token;
}

function decode(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    // The library's error is dropped: it says no more, and might quote the token.
    throw fail('tokenMalformed', undefined, { internal: 'the token is no signed JWT in compact serialization' });
  }
}

/** A JWT that declares itself anything but an access token (RFC 9068, section 2.1) or, as Entra does, just a JWT is none. */
function refuseOtherTypes({ typ }: ProtectedHeaderParameters): void {
  if (typ === undefined || /^(application\/)?(at\+)?jwt$/i.test(String(typ))) return;
  throw fail('tokenInvalid', undefined, { internal: `the token is of type ${quoted(typ)}` });
}

function refusalOf(error: unknown): Failure<Refusal> {
  if (error instanceof Failure) return error;
  if (error instanceof errors.JOSEError) return fail(rowOf(error), undefined, { internal: error.message });
  return fail('tokenInvalid', undefined, { internal: 'the token or its key cannot be worked with', cause: error });
}

function rowOf(error: errors.JOSEError): Exclude<Refusal, 'unavailable'> {
  if (error instanceof errors.JWTExpired) return 'tokenExpired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'tokenAudience';
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'tokenNotYetValid';
  }
  return 'tokenInvalid';
}
