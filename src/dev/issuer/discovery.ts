import { issuerOf, type TokenVersion } from './access-token.ts';
import { openIdScopes } from './scopes.ts';

/**
 * An OpenID configuration in Entra's words. `tenant` is what stands in its URLs, `tenantId` what stands in its issuer; MSAL finds the
 * device code endpoint by replacing `/token` at the end of the token endpoint.
 */
export function openIdConfiguration({
  base,
  issuerBase,
  tenant,
  tenantId,
  version,
}: {
  readonly base: string;
  readonly issuerBase: string;
  readonly tenant: string;
  readonly tenantId: string;
  readonly version: TokenVersion;
}) {
  const folder = version === '1.0' ? '' : '/v2.0';
  const endpoint = (name: string) => `${base}/${tenant}/oauth2${folder}/${name}`;
  return {
    issuer: issuerOf(issuerBase, tenantId, version),
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    device_authorization_endpoint: endpoint('devicecode'),
    end_session_endpoint: endpoint('logout'),
    jwks_uri: `${base}/${tenant}/discovery${folder}/keys`,
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
  };
}

/** What `/common/discovery/instance` answers: that the host of `authorize` is an authority of its own. */
export function instanceDiscovery(base: string) {
  const host = URL.parse(base)?.host ?? '';
  return {
    tenant_discovery_endpoint: `${base}/organizations/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
