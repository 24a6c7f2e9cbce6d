import type { JWTPayload } from 'jose';
import { canonicalId } from '../core/guid.ts';
import { clientOf, kindOf } from './access-token.ts';
import type { Caller } from './caller.ts';
import { invalid, listed, scopes, tenantOf, text } from './claims.ts';
import type { Issuer } from './issuers.ts';
import { personRights } from './person.ts';

/**
 * Reads the verified claims of an access token. The `roles` of a person are that person's, not the application's, and never more
 * than the token's scopes.
 * @param aheadMs by how many milliseconds the clock of the issuer is ahead
 * @throws Failure `tokenInvalid` when they do not say who calls.
 */
export function readCaller(claims: JWTPayload, issuer: Issuer, aheadMs = 0): Caller {
  const subject = text(claims, 'oid') ?? text(claims, 'sub');
  if (subject === undefined) throw invalid('it has neither oid nor sub');
  const kind = kindOf(claims, issuer);
  const client = clientOf(claims);
  return {
    tenantId: tenantOf(claims),
    kind,
    // Some issuers write GUIDs in capitals, others both ways; whoever is revoked or looked for by one is meant by the other.
    subject: canonicalId(subject),
    ...(kind === 'application'
      ? {
          permissions: new Set(applicationPermissions(claims, issuer)),
          withheld: undefined,
          userPrincipalName: undefined,
        }
      : { ...personRights(claims, scopesOf(claims, issuer), issuer), userPrincipalName: nameOf(claims) }),
    applicationId: client === undefined ? undefined : canonicalId(client),
    applicationDisplayName: text(claims, 'app_displayname'),
    issuedAt: claims.iat === undefined || claims.iat < 0 ? undefined : Math.floor(claims.iat) * 1000 - aheadMs,
    issuer: issuer.issuer,
  };
}

/** Entra gives an application roles; OAuth itself knows scopes only, which a client has by its own grant as well. */
function applicationPermissions(claims: JWTPayload, issuer: Issuer): readonly string[] {
  const roles = listed(claims, 'roles');
  return issuer.accessToken === 'entra' ? roles : [...scopesOf(claims, issuer), ...roles];
}

/** `scp` in Entra and Okta, `scope` in RFC 9068, section 2.2.3. */
function scopesOf(claims: JWTPayload, { accessToken }: Issuer): readonly string[] {
  return scopes(claims, accessToken === 'entra' || claims.scp !== undefined ? 'scp' : 'scope');
}

function nameOf(claims: JWTPayload): string | undefined {
  return text(claims, 'upn') ?? text(claims, 'preferred_username') ?? text(claims, 'unique_name');
}
