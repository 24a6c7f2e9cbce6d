import { isGuid } from '../core/guid.ts';
import { isSafeUrl } from '../core/loopback.ts';
import { entraOrigin } from '../model/microsoft.ts';
import { readJson } from './read-json.ts';

/** Asymmetric signatures only (RFC 7518, section 3.1; RFC 8037): with a symmetric one, whoever can verify can also forge. */
export const tokenAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** Claims by name, and what each must be; `true` where it must only be there. */
export type ClaimValues = Readonly<Record<string, string | true>>;

/**
 * What decides, beside the token's scopes, what a person may do: nothing else, or the values of claims. `byName` takes a value for
 * the permission of that name; a mapping says which permissions a value grants. Several claims grant together.
 */
export type PersonPermissions =
  | 'scopesAlone'
  | Readonly<Record<string, 'byName' | Readonly<Record<string, readonly string[]>>>>;

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
  /**
   * What tells its access tokens from whatever else it signs: the type of RFC 9068, section 2.1; the client's id, which Entra's ID
   * tokens lack; or claims that access tokens alone have.
   */
  readonly accessToken: 'at+jwt' | 'entra' | ClaimValues;
  /** Claims that only an application's own tokens have; `idtyp`, and a `sub` that is the client, are read without it. */
  readonly applicationClaims?: ClaimValues;
  readonly personPermissions: PersonPermissions;
  /** Whether guests of an organisation, in Entra's words, may do what members may; not by default. */
  readonly allowGuests?: boolean;
  /** Seconds by which the clocks may differ; 60 by default. */
  readonly clockToleranceSeconds?: number;
  /** All of `tokenAlgorithms` by default. */
  readonly algorithms?: readonly TokenAlgorithm[];
  /** The JSON that is at one of its URLs; over the network by default. Whoever is in the same process need not go that way. */
  readonly read?: typeof readJson;
}

/** Microsoft Entra ID, which issues tokens in two formats, each under an issuer of its own. */
export function entraIssuers(settings: {
  readonly tenants: readonly string[] | 'organizations';
  readonly audiences: readonly string[];
  /** The app roles of the person, by name, unless told. */
  readonly personPermissions?: PersonPermissions | undefined;
  readonly allowGuests?: boolean | undefined;
}): IssuerSettings[] {
  const accepted = {
    audiences: settings.audiences,
    accessToken: 'entra',
    personPermissions: settings.personPermissions ?? appRoles,
    allowGuests: settings.allowGuests ?? false,
    ...(settings.tenants === 'organizations' ? {} : { tenants: settings.tenants }),
  } as const;
  return [
    {
      issuer: 'https://sts.windows.net/{tenantid}/',
      discoveryUrl: `${entraOrigin}/organizations/.well-known/openid-configuration`,
      ...accepted,
    },
    { issuer: `${entraOrigin}/{tenantid}/v2.0`, ...accepted },
  ];
}

/** The issuers that may speak for a tenant, by the `iss` of their tokens, in the order of the settings. */
export function issuersFor(issuers: readonly IssuerSettings[], tenantId: string): string[] {
  return issuers
    .filter(({ tenants }) => tenants?.some((each) => each.toLowerCase() === tenantId.toLowerCase()) ?? true)
    .map(({ issuer }) => issuer.replaceAll('{tenantid}', tenantId));
}

/** App roles that are called as the permissions are. */
export const appRoles: PersonPermissions = { roles: 'byName' };

/** `settings` with every default filled in, in the form that tokens are compared with. */
export interface Issuer
  extends Pick<
    Required<IssuerSettings>,
    'issuer' | 'discoveryUrl' | 'audiences' | 'accessToken' | 'allowGuests' | 'read'
  > {
  readonly applicationClaims: ClaimValues | undefined;
  readonly personPermissions: PersonPermissions;
  readonly tenants: ReadonlySet<string> | undefined;
  readonly clockToleranceSeconds: number;
  readonly algorithms: readonly TokenAlgorithm[];
}

/** @throws RangeError naming the field and what would be right. */
export function parseIssuer(settings: IssuerSettings): Issuer {
  const { issuer, accessToken, applicationClaims, personPermissions, allowGuests = false } = settings;
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
  const namesNone = (claims: object | string | undefined) =>
    typeof claims === 'object' && Object.keys(claims).length === 0;
  must(!namesNone(accessToken), 'accessToken', '"at+jwt", "entra", or claims that only access tokens have');
  must(!namesNone(applicationClaims), 'applicationClaims', 'claims that only tokens of applications have');
  must(!namesNone(personPermissions), 'personPermissions', '"scopesAlone", or a claim and what its values grant');
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
    accessToken,
    applicationClaims,
    personPermissions,
    allowGuests,
    tenants: settings.tenants && new Set(settings.tenants.map((tenant) => tenant.toLowerCase())),
    clockToleranceSeconds,
    algorithms,
    read: settings.read ?? readJson,
  };
}

/** Whether a configuration that was read at `discoveryUrl` may say that the keys are at `keysUrl`: never less safe than itself. */
export function mayHoldKeys(keysUrl: unknown, discoveryUrl: string): keysUrl is string {
  return typeof keysUrl === 'string' && isSafeUrl(keysUrl) && schemeOf(keysUrl) === schemeOf(discoveryUrl);
}

function schemeOf(url: string): string | undefined {
  return URL.parse(url)?.protocol;
}
