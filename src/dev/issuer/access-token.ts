import { createHash, randomBytes } from 'node:crypto';
import { entraOrigin, graphApplicationId, graphOrigin } from '../../model/microsoft.ts';
import type { DevelopmentClient, DevelopmentUser } from './directory.ts';

/** Formats of access tokens; a resource has one of them, and that of Graph is 1.0 whichever endpoint is asked. */
export type TokenVersion = '1.0' | '2.0';

/** How a client proved who it is. */
export type Authentication = 'none' | 'secret' | 'certificate';

export interface AccessTokenFacts {
  readonly tenantId: string;
  readonly client: DevelopmentClient;
  /** Who signed in; none makes it an application's token. */
  readonly user?: DevelopmentUser | undefined;
  readonly audience: string;
  /** What the application may: for the person, `scp`, or by itself, `roles`. */
  readonly permissions: readonly string[];
  /** What the person may, `roles`; as the directory says unless told. */
  readonly personRoles?: readonly string[] | undefined;
  readonly version: TokenVersion;
  /** What all issuer URLs begin with. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lifetimeSeconds: number;
  readonly authentication: Authentication;
}

export function versionFor(audience: string, endpoint: TokenVersion): TokenVersion {
  const bare = audience.replace(/\/$/, '');
  return bare === graphOrigin || bare === graphApplicationId ? '1.0' : endpoint;
}

/** Entra's older tokens have an issuer of another host. */
export function issuerOf(origin: string, tenantId: string, version: TokenVersion): string {
  if (version === '2.0') return `${origin}/${tenantId}/v2.0`;
  return `${origin === entraOrigin ? 'https://sts.windows.net' : origin}/${tenantId}/`;
}

const authenticationMethods = { none: '0', secret: '1', certificate: '2' } as const;
/** Role templates of Entra: the Intune administrator's, and those that every person's and every application's token has. */
const roleTemplates = {
  intuneAdministrator: '3a2c62db-5318-420d-8d74-23affee5d9d5',
  person: 'b79fbf4d-3ef9-4689-8143-76b194e85509',
  application: '0997a1d0-0d1d-4acb-b408-d5ca73121e90',
};

/** The claims of an access token as Entra makes them (access token claims reference). */
export function accessTokenClaims(facts: AccessTokenFacts): Record<string, unknown> {
  const { tenantId, client, user, audience, version } = facts;
  const iat = Math.floor(facts.now / 1000);
  const principal = principalId(tenantId, client.clientId);
  const method = authenticationMethods[facts.authentication];
  return {
    aud: audience,
    iss: issuerOf(facts.origin, tenantId, version),
    iat,
    nbf: iat,
    exp: iat + facts.lifetimeSeconds,
    app_displayname: client.displayName,
    ...(version === '1.0' ? { appid: client.clientId, appidacr: method } : { azp: client.clientId, azpacr: method }),
    idtyp: user ? 'user' : 'app',
    ipaddr: '127.0.0.1',
    tid: tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: version,
    ...(user
      ? userClaims(user, facts)
      : { oid: principal, sub: principal, roles: facts.permissions, wids: [roleTemplates.application] }),
  };
}

function userClaims(user: DevelopmentUser, { audience, version, permissions, personRoles }: AccessTokenFacts) {
  const name = user.userPrincipalName;
  const sub = subjectOf(user, audience);
  const roles = personRoles ?? user.roles;
  const administers = roles.some((role) => role.includes('.ReadWrite.'));
  return {
    acct: user.userType === 'Guest' ? 1 : 0,
    oid: user.oid,
    sub,
    name: user.displayName,
    upn: name,
    ...(version === '1.0' ? { unique_name: name, acr: '1', amr: ['pwd'] } : { preferred_username: name }),
    ...(permissions.length > 0 && { scp: permissions.join(' ') }),
    roles,
    wids: [...(administers ? [roleTemplates.intuneAdministrator] : []), roleTemplates.person],
    xms_st: { sub },
  };
}

/** A person's `sub` differs from one audience to the next (OpenID Connect Core, section 8.1). */
export function subjectOf(user: DevelopmentUser, audience: string): string {
  return createHash('sha256').update(`${audience} ${user.oid}`).digest('base64url');
}

/** The object id of an application's service principal in a tenant: always the same for the same two. */
function principalId(tenantId: string, clientId: string): string {
  const hex = createHash('sha256').update(`${tenantId} ${clientId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
