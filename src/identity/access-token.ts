import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { has, invalid, quoted, text } from './claims.ts';
import type { Issuer } from './issuers.ts';

/** A JWT that declares itself anything but an access token (RFC 9068, section 2.1) or just a JWT is none. */
export function refuseOtherTypes({ typ }: ProtectedHeaderParameters): void {
  if (typ === undefined || /^(application\/)?(at\+)?jwt$/i.test(String(typ))) return;
  throw invalid(`it is of type ${quoted(typ)}`);
}

/**
 * Demands the mark of an access token. Where the API and its client share one registration, an ID token has the right audience and
 * a person's `roles` in it; so what is not shown to be an access token is taken for none.
 * @throws Failure `tokenInvalid`
 */
export function demandAccessToken(
  { typ }: ProtectedHeaderParameters,
  claims: JWTPayload,
  { issuer, accessToken }: Pick<Issuer, 'issuer' | 'accessToken'>,
): void {
  if (has(claims, { at_hash: true }) || has(claims, { c_hash: true })) throw invalid('it is an ID token');
  if (accessToken === 'at+jwt') {
    if (/^(application\/)?at\+jwt$/i.test(String(typ))) return;
    const mend = `let ${issuer} issue RFC 9068 access tokens, or name in its accessToken a claim that only those have`;
    throw invalid(`its typ is ${quoted(typ)}, not at+jwt: ${mend}`);
  }
  if (accessToken === 'entra') {
    if ('nonce' in claims && claims.scp === undefined) throw invalid('it is an ID token');
    if (text(claims, 'azp') === undefined && text(claims, 'appid') === undefined) {
      throw invalid('it has neither azp nor appid, as access tokens of Entra do');
    }
    return;
  }
  if (!has(claims, accessToken)) {
    throw invalid(`it has not what accessToken of ${issuer} asks for: ${quoted(accessToken)}`);
  }
}

/**
 * Whose token it is. Only what is there counts: `idtyp` (Entra's optional claims), the claims that the settings name, a `sub` that
 * is the client (RFC 9068, section 2.2); from Entra also an `oid` that is the `sub`, which is a service principal's.
 * @throws Failure `tokenInvalid` when it cannot be told.
 */
export function kindOf(
  claims: JWTPayload,
  { issuer, accessToken, applicationClaims }: Pick<Issuer, 'issuer' | 'accessToken' | 'applicationClaims'>,
): 'delegated' | 'application' {
  const entra = accessToken === 'entra';
  const { idtyp, scp } = claims;
  if (idtyp === 'app' && entra && scp !== undefined) throw invalid('it is of an application by idtyp, and has scp');
  if (idtyp === 'app') return 'application';
  if (idtyp === 'user') return 'delegated';
  if (idtyp !== undefined) throw invalid(`its idtyp is ${quoted(idtyp)}, neither "user" nor "app"`);
  if (applicationClaims && has(claims, applicationClaims)) return 'application';
  const client = clientOf(claims);
  if (client === undefined) {
    const mend = `let ${issuer} add client_id, or idtyp`;
    throw invalid(
      `it names no client (azp, appid, client_id, cid), so it may be a person's or an application's: ${mend}`,
    );
  }
  if (text(claims, 'sub') === client) return 'application';
  const principal = text(claims, 'oid');
  return entra && scp === undefined && principal !== undefined && principal === claims.sub
    ? 'application'
    : 'delegated';
}

/** The client that the token was issued to: Entra's two spellings, that of RFC 9068, and Okta's. */
export function clientOf(claims: JWTPayload): string | undefined {
  return text(claims, 'azp') ?? text(claims, 'appid') ?? text(claims, 'client_id') ?? text(claims, 'cid');
}
