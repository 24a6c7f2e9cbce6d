import { X509Certificate } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import { isLoopback } from '../../core/loopback.ts';
import type { DevelopmentClient } from './directory.ts';

/**
 * A registration in the words of OpenID Connect Dynamic Client Registration. There a client authenticates in one way, in Entra by
 * secret or by certificate as it likes: the way is the one that the request at hand takes.
 */
export function clientMetadata(client: DevelopmentClient, byAssertion: boolean): AdapterPayload {
  const { certificates = [] } = client;
  const confidential = client.secret !== undefined || certificates.length > 0;
  const method =
    certificates.length > 0 && (byAssertion || client.secret === undefined) ? 'private_key_jwt' : 'client_secret_post';
  return {
    client_id: client.clientId,
    client_name: client.displayName,
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.redirectUris],
    response_types: client.redirectUris.length > 0 ? ['code'] : [],
    grant_types: [
      ...(client.redirectUris.length > 0 ? ['authorization_code'] : []),
      ...(confidential ? ['client_credentials'] : []),
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    token_endpoint_auth_method: confidential ? method : 'none',
    ...(client.secret !== undefined && { client_secret: client.secret }),
    ...(certificates.length > 0 && {
      jwks: { keys: certificates.map((pem) => new X509Certificate(pem).publicKey.export({ format: 'jwk' })) },
    }),
  } as AdapterPayload;
}

/** Whether `uri` is one of `registered`; on loopback the port does not count (RFC 8252, section 7.3). */
export function isRegisteredUri(registered: readonly string[], uri: string): boolean {
  const wanted = withoutLoopbackPort(uri);
  return wanted !== undefined && registered.some((one) => withoutLoopbackPort(one) === wanted);
}

function withoutLoopbackPort(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url === null || url.hash !== '') return undefined;
  if (isLoopback(url.hostname) && url.protocol.startsWith('http')) url.port = '';
  return url.href;
}
