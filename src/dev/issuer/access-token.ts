import { createHash, randomBytes } from 'node:crypto';
import type { DevelopmentClient, DevelopmentUser } from './directory.ts';
import { graphAudience, type RequestedAccess } from './scopes.ts';

/** Formats of access tokens; a resource has one of them, and that of Graph is 1.0 whichever endpoint is asked. */
export type TokenVersion = '1.0' | '2.0';

export interface AccessTokenFacts {
  readonly tenantId: string;
  readonly client: DevelopmentClient;
  /** Who signed in; none makes it an application's token. */
  readonly user?: DevelopmentUser | undefined;
  readonly audience: string;
  readonly permissions: readonly string[];
  readonly version: TokenVersion;
  /** What all issuer URLs begin with. */
  readonly base: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lifetimeSeconds: number;
  /** How the client authenticated. */
  readonly authentication: 'none' | 'secret' | 'certificate';
}

export const graphGuid = '00000003-0000-0000-c000-000000000000';

export function versionFor(audience: string, endpoint: TokenVersion): TokenVersion {
  const bare = audience.replace(/\/$/, '');
  return bare === graphAudience || bare === graphGuid ? '1.0' : endpoint;
}

export function issuerOf(base: string, tenantId: string, version: TokenVersion): string {
  return version === '1.0' ? `${base}/${tenantId}/` : `${base}/${tenantId}/v2.0`;
}

const authenticationMethods = { none: '0', secret: '1', certificate: '2' } as const;
/** Role templates of Entra: the Intune administrator's, and the one that every application's token has. */
const roleTemplates = {
  user: '3a2c62db-5318-420d-8d74-23affee5d9d5',
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
    iss: issuerOf(facts.base, tenantId, version),
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

/** What an application may do: a person's tokens what the person, the registration and the request all say; its own, its roles. */
export function permissionsFor(
  access: Pick<RequestedAccess, 'permissions'>,
  client: DevelopmentClient,
  user: DevelopmentUser | undefined,
): readonly string[] {
  if (user === undefined) return client.roles;
  const { permissions } = access;
  return client.scopes.filter(
    (scope) => user.scopes.includes(scope) && (permissions === 'default' || permissions.includes(scope)),
  );
}

function userClaims(user: DevelopmentUser, { audience, version, permissions }: AccessTokenFacts) {
  const name = user.userPrincipalName;
  const sub = subjectOf(user, audience);
  return {
    oid: user.oid,
    sub,
    name: user.displayName,
    upn: name,
    ...(version === '1.0' ? { unique_name: name, acr: '1', amr: ['pwd'] } : { preferred_username: name }),
    ...(permissions.length > 0 && { scp: permissions.join(' ') }),
    wids: [roleTemplates.user],
    xms_st: { sub },
  };
}

/** A person's `sub` differs from one audience to the next (OpenID Connect Core, section 8.1). */
export function subjectOf(user: DevelopmentUser, audience: string): string {
  return createHash('sha256').update(`${audience} ${user.oid}`).digest('base64url');
}

/** The object id of an application's service principal in a tenant: always the same for the same two. */
export function principalId(tenantId: string, clientId: string): string {
  const hex = createHash('sha256').update(`${tenantId} ${clientId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
