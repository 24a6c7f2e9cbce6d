import {
  type CompactJWSHeaderParameters,
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
import { personalTenantId } from '../model/microsoft.ts';
import { demandAccessToken, refuseOtherTypes } from './access-token.ts';
import type { Caller } from './caller.ts';
import { quoted, tenantOf } from './claims.ts';
import { aheadMs } from './issued-before.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { type Issuer, type IssuerSettings, parseIssuer } from './issuers.ts';
import { readCaller } from './read-caller.ts';
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
  /** Where people sign in, as the first issuer publishes it; its name until it was asked. */
  authorizationEndpoint(): string;
}

const behind = new WeakMap<object, Caller>();

/**
 * Whose token it was that was refused although its issuer has signed it: it has run out, has not begun, or is for another API.
 * Of any other refused token nobody knows who sent it.
 */
export function callerBehind(refusal: unknown): Caller | undefined {
  return typeof refusal === 'object' && refusal !== null ? behind.get(refusal) : undefined;
}

export interface TokensOptions {
  readonly issuers: readonly IssuerSettings[];
  readonly clock: Clock;
  readonly log: Log;
  /**
   * How long fetched keys count, in milliseconds; an hour by default. It is the longest that a key works which its issuer withdrew,
   * and that tokens are accepted while an issuer cannot be reached.
   */
  readonly keyLifetimeMs?: number;
  /** Called once for each refused token, to count them. */
  readonly onRefused?: (reason: Refusal) => void;
}

/** A proven token is not verified again for this long, or until its issuer is seen to have withdrawn a key. */
const cacheMilliseconds = 5 * 60_000;
/** About 4000 tokens as Entra makes them. */
const cacheCharacters = 8 * 2 ** 20;
const longestToken = 16 * 2 ** 10;

/** @throws RangeError when the settings of an issuer are wrong, naming the field. */
export function createTokens(options: TokensOptions): Tokens {
  const { clock, log, keyLifetimeMs: lifetimeMs = 3_600_000, onRefused } = options;
  const stopping = new AbortController();
  const cache = new TokenCache(cacheCharacters);
  const onWithdrawn = () => cache.clear();
  const trusted = options.issuers.map(parseIssuer).map((issuer) => ({
    issuer,
    keys: new IssuerKeys(issuer, { clock, log, stop: stopping.signal, lifetimeMs, onWithdrawn }),
    /** By how many milliseconds its clock was seen to be ahead of ours. */
    aheadMs: 0,
  }));

  async function prove(authorization: string | undefined): Promise<Caller> {
    let issuer: Issuer | undefined;
    try {
      const token = bearerToken(authorization);
      const { header, claims } = decode(token);
      refuseOtherTypes(header);
      const tenantId = tenantOf(claims);
      const found = trustedFor(claims, tenantId);
      const { keys } = found;
      issuer = found.issuer;
      let keysUntil = 0;
      const find = async (protectedHeader: CompactJWSHeaderParameters) => {
        const { key, validUntil } = await keys.find(protectedHeader, tenantId);
        keysUntil = validUntil;
        return key;
      };
      const { payload, protectedHeader } = await jwtVerify(token, find, {
        algorithms: [...issuer.algorithms],
        audience: [...issuer.audiences],
        clockTolerance: issuer.clockToleranceSeconds,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp'],
      });
      demandAccessToken(protectedHeader, payload, issuer);
      found.aheadMs = Math.max(found.aheadMs, aheadMs(payload, clock.now(), issuer));
      const caller = readCaller(payload, issuer, found.aheadMs);
      const until = Math.min((payload.exp ?? 0) * 1000, clock.now() + cacheMilliseconds, keysUntil);
      // Keys that were fetched meanwhile may be without the one that was just used.
      const isCurrent = keys.validUntil === keysUntil;
      if (authorization !== undefined && isCurrent && until > clock.now()) cache.set(authorization, caller, until);
      return caller;
    } catch (error) {
      const refusal = refusalOf(error);
      if (issuer) remember(refusal, error, issuer);
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
    authorizationEndpoint() {
      return trusted[0]?.keys.authorizationEndpoint ?? trusted[0]?.issuer.issuer ?? '';
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

function refusalOf(error: unknown): Failure<Refusal> {
  if (error instanceof Failure) return error;
  if (error instanceof errors.JOSEError) return fail(rowOf(error), undefined, { internal: error.message });
  return fail('tokenInvalid', undefined, { internal: 'the token or its key cannot be worked with', cause: error });
}

/** `jwtVerify` looks at claims after it has found the signature right, so these are the issuer's own. */
function remember(refusal: Failure<Refusal>, error: unknown, issuer: Issuer): void {
  if (!spent.has(refusal.kind)) return;
  if (!(error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)) return;
  try {
    behind.set(refusal, readCaller(error.payload, issuer));
  } catch {
    // Signed, but no access token: it names nobody who could have called.
  }
}

const spent: ReadonlySet<Refusal> = new Set(['tokenExpired', 'tokenNotYetValid', 'tokenAudience']);

function rowOf(error: errors.JOSEError): Exclude<Refusal, 'unavailable'> {
  if (error instanceof errors.JWTExpired) return 'tokenExpired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'tokenAudience';
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'tokenNotYetValid';
  }
  return 'tokenInvalid';
}
