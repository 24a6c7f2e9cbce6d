import { isGuid } from '../../core/guid.ts';
import type { TokenVersion } from './access-token.ts';
import type { DevelopmentDirectory } from './directory.ts';

const names = [
  '/.well-known/openid-configuration',
  '/discovery/keys',
  '/discovery/instance',
  '/oauth2/authorize',
  '/oauth2/token',
  '/oauth2/devicecode',
  '/oauth2/deviceauth',
  '/oauth2/logout',
  '/userrealm',
] as const;

/** What stands behind the tenant, without the version. */
export type EndpointName = (typeof names)[number];

/** A path in Entra's layout, taken apart: `/{tenant}/oauth2/v2.0/{name}`, or the older `/{tenant}/oauth2/{name}`. */
export interface Place {
  /** `/login`, the other name of the root; else empty. */
  readonly mount: string;
  /** A GUID, a domain, `organizations` or `common`. */
  readonly tenant: string;
  readonly version: TokenVersion;
  readonly name: EndpointName;
}

export function parsePlace(path: string): Place | undefined {
  const {
    mount,
    tenant = '',
    rest = '',
  } = /^\/+(?<mount>login\/+)?(?<tenant>[^/]+)(?<rest>\/.*)$/i.exec(path)?.groups ?? {};
  const lower = rest.toLowerCase();
  // The person whose realm is asked for follows.
  const asked = lower.replace(/^(\/userrealm)\/[^/]+$/, '$1');
  const bare = asked.replace(/^\/v2\.0(?=\/\.)|(?<=^\/(?:oauth2|discovery))\/v2\.0/, '');
  const name = names.find((each) => each === bare);
  if (name === undefined) return undefined;
  return { mount: mount === undefined ? '' : '/login', tenant, version: bare === asked ? '1.0' : '2.0', name };
}

/** Whether a path is one of Entra's for an id or a domain, whichever that is; `v1.0` and `beta` are neither. */
export function namesTenant(path: string): boolean {
  // Every request is asked; those of Graph begin otherwise.
  if (!/^\/+(?:login\/+)?(?:[0-9a-f]{8}-|[^/]*\.[a-z])/i.test(path)) return false;
  const { tenant = '' } = parsePlace(path) ?? {};
  return isGuid(tenant) || /\.[a-z]/i.test(tenant);
}

/** The first segments of all such paths, in lower case. */
export function firstSegments({ tenants }: DevelopmentDirectory): string[] {
  const named = tenants.flatMap(({ tenantId, domain }) => [tenantId, domain.toLowerCase()]);
  return ['login', 'common', 'organizations', 'consumers', ...named];
}
