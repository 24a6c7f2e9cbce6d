import { isGuid } from '../core/id.ts';
import { isLoopback } from '../core/loopback.ts';

/** Asymmetric signatures only (RFC 7518, section 3.1; RFC 8037): with a symmetric one, whoever can verify can also forge. */
export const tokenAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

export type PersonPermissions = 'scopesAlone' | { readonly roles: 'byName' };

/** An authorisation server whose access tokens are accepted. */
export interface IssuerSettings {
  /** What `iss` must equal, once the token's own `tid` stands in the place of `{tenantid}`, as in Entra's multi-tenant metadata. */
  readonly issuer: string;
  /** Where its OpenID configuration is; by default below `issuer`, with `organizations` in the place of `{tenantid}`. */
  readonly discoveryUrl?: string;
  /** What `aud` may be; a slash at the end makes no difference. */
  readonly audiences: readonly string[];
  /** The tenants it may speak for, as GUIDs; all when absent. Needed as soon as two issuers do not trust each other. */
  readonly tenants?: readonly string[];
  /** What decides, beside the token's scopes, what a person may do: nothing else, or the app roles of the same names. */
  readonly personPermissions?: PersonPermissions;
  /** Seconds by which the clocks may differ; 60 by default. */
  readonly clockToleranceSeconds?: number;
  /** All of `tokenAlgorithms` by default. */
  readonly algorithms?: readonly TokenAlgorithm[];
}

/** Microsoft Entra ID, which issues tokens in two formats, each under an issuer of its own. */
export function entraIssuers(settings: {
  readonly tenants: readonly string[] | 'organizations';
  readonly audiences: readonly string[];
}): IssuerSettings[] {
  const login = 'https://login.microsoftonline.com';
  const accepted = {
    audiences: settings.audiences,
    ...(settings.tenants === 'organizations' ? {} : { tenants: settings.tenants }),
  };
  return [
    {
      issuer: 'https://sts.windows.net/{tenantid}/',
      discoveryUrl: `${login}/organizations/.well-known/openid-configuration`,
      ...accepted,
    },
    { issuer: `${login}/{tenantid}/v2.0`, ...accepted },
  ];
}

/** `settings` with every default filled in, in the form that tokens are compared with. */
export interface Issuer {
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly audiences: readonly string[];
  readonly tenants: ReadonlySet<string> | undefined;
  readonly personPermissions: PersonPermissions;
  readonly clockToleranceSeconds: number;
  readonly algorithms: readonly TokenAlgorithm[];
}

/** @throws RangeError naming the field and what would be right. */
export function parseIssuer(settings: IssuerSettings): Issuer {
  const { issuer } = settings;
  const discoveryUrl =
    settings.discoveryUrl ??
    `${issuer.replaceAll('{tenantid}', 'organizations').replace(/\/$/, '')}/.well-known/openid-configuration`;
  const must = (holds: boolean, field: string, right: string) => {
    if (!holds) throw new RangeError(`${field} of issuer ${JSON.stringify(issuer)} must be ${right}`);
  };
  must(isSafeUrl(issuer), 'issuer', 'an https URL (http only on loopback)');
  must(isSafeUrl(discoveryUrl), 'discoveryUrl', 'an https URL (http only on loopback)');
  must(
    settings.audiences.length > 0 && settings.audiences.every((audience) => audience !== ''),
    'audiences',
    'a list of at least one audience, such as "api://assistd"',
  );
  must(settings.tenants?.every(isGuid) ?? true, 'tenants', 'GUIDs');
  const clockToleranceSeconds = settings.clockToleranceSeconds ?? 60;
  must(clockToleranceSeconds >= 0 && clockToleranceSeconds <= 600, 'clockToleranceSeconds', 'from 0 to 600');
  const algorithms = settings.algorithms ?? tokenAlgorithms;
  must(
    algorithms.length > 0 && algorithms.every((algorithm) => tokenAlgorithms.includes(algorithm)),
    'algorithms',
    `some of ${tokenAlgorithms.join(', ')}`,
  );
  return {
    issuer,
    discoveryUrl,
    audiences: settings.audiences.flatMap((audience) => {
      const bare = audience.replace(/\/$/, '');
      return [bare, `${bare}/`];
    }),
    tenants: settings.tenants && new Set(settings.tenants.map((tenant) => tenant.toLowerCase())),
    personPermissions: settings.personPermissions ?? 'scopesAlone',
    clockToleranceSeconds,
    algorithms,
  };
}

/** Whether `url` cannot be read or changed on its way: keys that are fetched over anything else prove nothing. */
export function isSafeUrl(url: string): boolean {
  const { protocol, hostname } = URL.parse(url) ?? {};
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname ?? ''));
}
