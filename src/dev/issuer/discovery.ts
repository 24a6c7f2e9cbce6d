import type { Answer } from '../../http/exchange.ts';
import { issuerOf } from './access-token.ts';
import { json } from './answers.ts';
import { isAnyTenant, tenantsAt } from './authority.ts';
import type { Call, Issuing } from './issuing.ts';
import { openIdScopes } from './scopes.ts';

/** The OpenID configuration (OpenID Connect Discovery, section 4). MSAL finds the device code endpoint by replacing `/token` at the end of the token endpoint. */
export function configuration(issuing: Issuing, { exchange, place }: Call): Answer {
  const { mount, tenant: name, version } = place;
  const [found] = tenantsAt(issuing.directory, name);
  const tenant = isAnyTenant(name) ? undefined : found?.tenantId;
  const base = `${exchange.origin}${mount}/${tenant ?? name.toLowerCase()}`;
  const folder = version === '1.0' ? '' : '/v2.0';
  const endpoint = (last: string) => `${base}/oauth2${folder}/${last}`;
  return json(200, {
    issuer: issuerOf(issuing.origin(), tenant ?? '{tenantid}', version),
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    device_authorization_endpoint: endpoint('devicecode'),
    end_session_endpoint: endpoint('logout'),
    jwks_uri: `${base}/discovery${folder}/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code'],
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'password',
    ],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...openIdScopes],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'name', 'oid', 'preferred_username', 'tid', 'ver'],
    request_uri_parameter_supported: false,
    http_logout_supported: true,
    cloud_instance_name: URL.parse(base)?.host,
  });
}

/** The keys that tokens are verified with (RFC 7517). */
export async function keys({ signingKey }: Issuing): Promise<Answer> {
  return json(200, { keys: [(await signingKey).publicJwk] });
}

/** The names by which MSAL takes Entra for one authority, the one that it asks first. */
const entra = {
  preferred_network: 'login.microsoftonline.com',
  preferred_cache: 'login.windows.net',
  aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
};

/** What `/common/discovery/instance` answers: that this host is an authority of its own, or Entra. */
export function instanceDiscovery(_: Issuing, { exchange, place }: Call): Answer {
  const host = URL.parse(exchange.origin)?.host ?? '';
  const own = { preferred_network: host, preferred_cache: host, aliases: [host] };
  return json(200, {
    tenant_discovery_endpoint: `${exchange.origin}${place.mount}/organizations/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [entra.aliases.includes(host) ? entra : own],
  });
}

/** Where a person's password is looked at, which MSAL for Python asks before it sends one: here. */
export function userRealm(_: Issuing, { exchange: { path } }: Call): Answer {
  // Read as a form is, which never fails.
  const name = new URLSearchParams(`name=${path.split('/').at(-1)}`).get('name') ?? '';
  return json(200, {
    ver: '1.0',
    account_type: 'Managed',
    domain_name: name.split('@').at(-1),
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  });
}
