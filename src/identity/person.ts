import type { JWTPayload } from 'jose';
import type { WithheldReason } from '../model/failures.ts';
import { writing } from '../model/permissions.ts';
import type { Caller } from './caller.ts';
import { listed, text } from './claims.ts';
import type { Issuer, PersonPermissions } from './issuers.ts';

/**
 * What a person may do of what the token's scopes name. An issuer like Entra puts the scopes that the *client* was granted into
 * everybody's token, so they say nothing of the person.
 */
export function personRights(
  claims: JWTPayload,
  scopes: readonly string[],
  { personPermissions, allowGuests, accessToken }: Issuer,
): Pick<Caller, 'permissions' | 'withheld'> {
  const withheld = (permissions: readonly string[], reason: WithheldReason) =>
    permissions.length > 0 ? { permissions: new Set(permissions), reason } : undefined;
  if (accessToken === 'entra' && !allowGuests && isGuest(claims)) {
    return { permissions: new Set(), withheld: withheld(scopes, 'guest') };
  }
  if (personPermissions === 'scopesAlone') return { permissions: new Set(scopes), withheld: undefined };
  const own = new Set(Object.entries(personPermissions).flatMap(([claim, grants]) => granted(claims, claim, grants)));
  const omitted = Object.keys(personPermissions).some((claim) => isOmitted(claims, claim));
  const named = new Set(scopes);
  const permissions = new Set([...named, ...own].filter((name) => holds(named, name) && holds(own, name)));
  return {
    permissions,
    withheld: withheld(
      scopes.filter((scope) => !permissions.has(scope)),
      omitted ? 'groupsOmitted' : 'noRole',
    ),
  };
}

/** Whoever may write may read: of a scope to write and a role to read, or the reverse, reading is what both say. */
function holds(permissions: ReadonlySet<string>, name: string): boolean {
  return permissions.has(name) || writing(name).some((other) => permissions.has(other));
}

type Grants = Exclude<PersonPermissions, 'scopesAlone'>[string];

function granted(claims: JWTPayload, claim: string, grants: Grants): readonly string[] {
  const values = listed(claims, claim);
  if (grants === 'byName') return values;
  return values.flatMap((value) => (Object.hasOwn(grants, value) ? (grants[value] ?? []) : []));
}

/** Above 200 groups Entra's tokens list none, and say where else they could be read (access token claims reference, groups overage). */
function isOmitted(claims: JWTPayload, claim: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims;
  if (typeof elsewhere === 'object' && elsewhere !== null && claim in elsewhere) return true;
  return claim === 'groups' && hasgroups !== undefined && String(hasgroups) !== 'false';
}

/**
 * `acct` says it, an optional claim. Without it a guest is known by the mark in the name, or by an `idp` that is another tenant, or
 * no Entra tenant at all (`live.com`, `google.com`, `mail`); that of a member is the own tenant, or the organisation's own server.
 */
function isGuest(claims: JWTPayload): boolean {
  const { acct } = claims;
  if (acct !== undefined) return String(acct) !== '0';
  const names = [text(claims, 'upn'), text(claims, 'preferred_username'), text(claims, 'unique_name')];
  if (names.some((name) => name?.includes('#EXT#') || name?.includes('#ext#'))) return true;
  const idp = text(claims, 'idp');
  if (idp === undefined) return false;
  const [home] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(idp) ?? [];
  return home === undefined ? !URL.canParse(idp) : home.toLowerCase() !== text(claims, 'tid')?.toLowerCase();
}
