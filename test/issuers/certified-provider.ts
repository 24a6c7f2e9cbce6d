import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** An OpenID provider that is not ours: a certified one, as a maker's own issuer is built from. */
export interface CertifiedProvider extends AsyncDisposable {
  readonly issuer: string;
}

export interface CertifiedClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly redirect_uris?: readonly string[];
  readonly post_logout_redirect_uris?: readonly string[];
  readonly grant_types: readonly string[];
  readonly application_type?: 'native' | 'web';
}

export interface CertifiedOptions {
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly clients: readonly CertifiedClient[];
  /** Claims of the access tokens of everybody. */
  readonly claims: object;
  /** Claims of a person's access tokens beside them. */
  readonly claimsOf: (accountId: string) => object;
}

/** Its own pages of development ask for a name and any password, then for the consent. */
export async function startCertifiedProvider(options: CertifiedOptions): Promise<CertifiedProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { audience, scopes, clients, claims, claimsOf } = options;
  const provider = new Provider(issuer, {
    clients: clients.map((client) => ({
      ...client,
      ...(client.client_secret === undefined && { token_endpoint_auth_method: 'none' as const }),
      redirect_uris: [...(client.redirect_uris ?? [])],
      post_logout_redirect_uris: [...(client.post_logout_redirect_uris ?? [])],
      grant_types: [...client.grant_types],
      response_types: client.grant_types.includes('authorization_code') ? ['code'] : [],
    })),
    cookies: { keys: ['a key for tests'] },
    clientBasedCORS: () => true,
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: accountId, preferred_username: accountId }),
    }),
    extraTokenClaims: (_, token) => ({
      ...claims,
      ...(token.kind === 'AccessToken' && claimsOf(token.accountId)),
    }),
    features: {
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: scopes.join(' '), audience, accessTokenFormat: 'jwt' }),
      },
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
