import type { TokenVersion } from './access-token.ts';
import type { DevelopmentClient, DevelopmentDirectory, DevelopmentTenant } from './directory.ts';
import { unknownClient, unknownTenant } from './entra-error.ts';

/** The provider's own paths, below the tenant. */
export const paths = {
  authorize: '/oauth2/v2.0/authorize',
  token: '/oauth2/v2.0/token',
  deviceCode: '/oauth2/v2.0/devicecode',
  deviceAuthorization: '/oauth2/deviceauth',
  logout: '/oauth2/v2.0/logout',
  signIn: '/signin',
} as const;

/** A path in Entra's layout, taken apart: `/{tenant}/oauth2/v2.0/{name}` and the older `/{tenant}/oauth2/{name}`. */
export interface Place {
  /** A GUID, a domain, `organizations` or `common`. */
  readonly tenant: string;
  readonly version: TokenVersion;
  /** What follows the tenant, in lower case and without the version. */
  readonly name: string;
  /** The id of one sign-in, or the step of a sign-out, after the name. */
  readonly rest: string;
}

const place =
  /^\/(?<tenant>[^/]+)(?<name>\/(?:v2\.0\/)?\.well-known\/openid-configuration|\/discovery\/(?:v2\.0\/)?(?:keys|instance)|\/oauth2\/(?:v2\.0\/)?(?:authorize|token|devicecode|deviceauth|logout)|\/signin)(?<rest>\/[\w-]+)?$/i;

export function parsePlace(path: string): Place | undefined {
  const { tenant = '', name = '', rest = '' } = place.exec(path)?.groups ?? {};
  if (name === '') return undefined;
  const lower = name.toLowerCase();
  return { tenant, version: lower.includes('/v2.0') ? '2.0' : '1.0', name: lower.replace('/v2.0', ''), rest };
}

/** Whether `tenant` stands for whichever one the person or the application belongs to. */
export function isAnyTenant(tenant: string): boolean {
  return /^(organizations|common)$/i.test(tenant);
}

/**
 * The tenant that a URL means. `organizations` and `common` mean the first that has the client, where Entra lets the person decide.
 * @throws EntraError when there is none.
 */
export function findTenant(directory: DevelopmentDirectory, name: string, clientId: string | null): DevelopmentTenant {
  const { tenants, clients } = directory;
  const client = clients.find((one) => one.clientId === clientId);
  const lower = name.toLowerCase();
  const found = isAnyTenant(name)
    ? tenants.find((tenant) => client === undefined || isRegistered(client, tenant))
    : tenants.find((tenant) => tenant.tenantId === lower || tenant.domain === lower);
  if (found === undefined) throw unknownTenant(name);
  return found;
}

/** @throws EntraError when the tenant does not have the client. */
export function findClient(
  directory: DevelopmentDirectory,
  tenant: DevelopmentTenant,
  clientId: string | null,
): DevelopmentClient {
  const client = directory.clients.find((one) => one.clientId === clientId);
  if (client === undefined || !isRegistered(client, tenant)) throw unknownClient(clientId, tenant.displayName);
  return client;
}

function isRegistered({ tenantIds }: DevelopmentClient, { tenantId }: DevelopmentTenant): boolean {
  return tenantIds === '*' || tenantIds.includes(tenantId);
}

/** The path that a tenant's URLs begin with, whatever it is called in the request. */
export function mountOf(base: string, tenant: DevelopmentTenant): string {
  return `${new URL(base).pathname.replace(/\/$/, '')}/${tenant.tenantId}`;
}
