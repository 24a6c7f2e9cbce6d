import type { JWTPayload } from 'jose';
import { isGuid } from '../core/id.ts';
import { fail } from '../model/failures.ts';
import type { Caller } from './caller.ts';
import type { Issuer } from './issuers.ts';

/** The tenant that stands for everybody with a personal Microsoft account. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** @throws Failure `tokenInvalid` when `tid` is missing or no GUID. */
export function tenantOf(claims: JWTPayload): string {
  const tid = text(claims, 'tid');
  if (tid === undefined || !isGuid(tid)) throw invalid(tid === undefined ? 'it has no tid' : 'its tid is no GUID');
  return tid.toLowerCase();
}

/**
 * Reads verified claims, in Entra's v1.0 and v2.0 shapes (access token claims reference). Permissions come from one place only:
 * `scp` of a person's token, `roles` of an application's; the `roles` of a person are that person's, not the application's.
 * @throws Failure `tokenInvalid` when they cannot be those of an access token.
 */
export function callerOf(claims: JWTPayload, { issuer, personPermissions }: Issuer): Caller {
  const subject = text(claims, 'oid') ?? text(claims, 'sub');
  if (subject === undefined) throw invalid('it has neither oid nor sub');
  const scopes = words(claims, 'scp');
  if (scopes === undefined) refuseIdToken(claims);
  // Entra puts the scopes that the client was granted into everybody's token.
  const own =
    personPermissions === 'scopesAlone' ? scopes : scopes?.filter((scope) => words(claims, 'roles')?.includes(scope));
  const kind = scopes === undefined && isApplication(claims) ? 'application' : 'delegated';
  return {
    tenantId: tenantOf(claims),
    kind,
    subject,
    permissions: new Set(kind === 'application' ? words(claims, 'roles') : own),
    applicationId: text(claims, 'azp') ?? text(claims, 'appid'),
    applicationDisplayName: text(claims, 'app_displayname'),
    userPrincipalName:
      kind === 'application'
        ? undefined
        : (text(claims, 'upn') ?? text(claims, 'preferred_username') ?? text(claims, 'unique_name')),
    issuer,
  };
}

/** `idtyp` is optional in Entra; without it an application is told by `roles` and by being its own subject. */
function isApplication(claims: JWTPayload): boolean {
  if (claims.idtyp !== undefined) return claims.idtyp === 'app';
  return Array.isArray(claims.roles) && (claims.oid === undefined || claims.oid === claims.sub);
}

/** Where the API and its client share one registration, an ID token has the right audience and a person's `roles` in it. */
function refuseIdToken(claims: JWTPayload): void {
  if (['nonce', 'at_hash', 'c_hash'].some((claim) => claim in claims)) throw invalid('it is an ID token');
}

/** What an unproven token says, short enough for a log line. */
export function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}

function text(claims: JWTPayload, name: string): string | undefined {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') return undefined;
  // PostgreSQL cannot store the character, and claims stand in the audit trail.
  if (value.includes('\u0000')) throw invalid(`its ${name} holds the character U+0000`);
  return value;
}

function words(claims: JWTPayload, name: string): readonly string[] | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  throw invalid(`its ${name} is neither a string nor a list of strings`);
}

function invalid(internal: string) {
  return fail('tokenInvalid', undefined, { internal: `the token is not usable: ${internal}` });
}
