import { randomBytes } from 'node:crypto';
import {
  type Adapter,
  type Configuration,
  type errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import { type AccessTokenFacts, accessTokenClaims, issuerOf, permissionsFor, versionFor } from './access-token.ts';
import { answerInEntrasWords } from './answer.ts';
import { clientMetadata, isRegisteredUri } from './clients.ts';
import { consent, resource } from './consent.ts';
import type { DevelopmentClient, DevelopmentDirectory, DevelopmentTenant, DevelopmentUser } from './directory.ts';
import { ForwardedRequest } from './forwarded-request.ts';
import { mountOf, paths } from './layout.ts';
import { MemoryAdapter } from './memory-adapter.ts';
import { errorPage, signOutPage } from './pages.ts';
import { isOpenIdScope, openIdScopes, readScope } from './scopes.ts';
import type { SigningKey } from './signing-key.ts';

export interface ProviderOptions {
  readonly tenant: DevelopmentTenant;
  readonly directory: DevelopmentDirectory;
  readonly audiences: readonly string[];
  readonly base: string;
  readonly clock: Clock;
  readonly signingKey: SigningKey;
  readonly lifetimeSeconds: number;
}

/** The OpenID provider of one tenant: oidc-provider, with Entra's paths, claims and words, and consent always given. */
export function createTenantProvider(options: ProviderOptions): Provider {
  const { tenant, directory, audiences, base, clock, lifetimeSeconds } = options;
  const clientOf = (clientId: string | undefined) => directory.clients.find((client) => client.clientId === clientId);
  const userOf = (oid: string | undefined) =>
    directory.users.find((user) => user.tenantId === tenant.tenantId && user.oid === oid);
  const policy = interactionPolicy.base();
  policy.remove('consent');

  const configuration: Configuration = {
    adapter: adapterFor(clock, clientOf),
    jwks: {
      keys: [
        {
          ...options.signingKey.privateKey.export({ format: 'jwk' }),
          kid: options.signingKey.kid,
          use: 'sig',
          alg: 'RS256',
        },
      ],
    } as NonNullable<Configuration['jwks']>,
    routes: {
      authorization: paths.authorize,
      token: paths.token,
      device_authorization: paths.deviceCode,
      code_verification: paths.deviceAuthorization,
      end_session: paths.logout,
    },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Tenants share a host, and their sessions must not overwrite each other.
      names: {
        session: `assistd.${tenant.tenantId}.session`,
        interaction: `assistd.${tenant.tenantId}.interaction`,
        resume: `assistd.${tenant.tenantId}.resume`,
      },
    },
    interactions: { policy, url: (_, interaction) => `${mountOf(base, tenant)}${paths.signIn}/${interaction.uid}` },
    scopes: [...openIdScopes],
    responseTypes: ['code'],
    claims: { openid: ['sub', 'oid', 'tid', 'ver', 'name', 'preferred_username'] },
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    pkce: { required: () => false },
    rotateRefreshToken: false,
    issueRefreshToken: () => true,
    ttl: {
      AccessToken: lifetimeSeconds,
      AuthorizationCode: 600,
      ClientCredentials: lifetimeSeconds,
      DeviceCode: 900,
      Grant: 90 * 86_400,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 90 * 86_400,
      Session: 86_400,
    },
    findAccount: (_, oid) => {
      const user = userOf(oid);
      return user && { accountId: user.oid, claims: () => ({ ...idTokenClaims(user), sub: user.oid }) };
    },
    loadExistingGrant: async (ctx) => {
      const { account, client, params } = ctx.oidc;
      if (!account || !client) return undefined;
      return consent(provider, account.accountId, client.clientId, String(params?.scope ?? ''));
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx) => ({
          scope: apiWords(ctx),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifetimeSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        // The provider uses what the parts hold afterwards, not what is returned.
        jwt: (ctx, token, parts) => {
          const request = ctx.req;
          const client = clientOf(token.clientId);
          if (!(request instanceof ForwardedRequest) || client === undefined) return;
          const user = token.kind === 'AccessToken' ? userOf(token.accountId) : undefined;
          const access = readScope(request.asked.scope ?? token.scope ?? '', audiences);
          const permissions = permissionsFor(access, client, user);
          request.granted = { audience: access.audience, words: access.words, permissions };
          parts.payload = accessTokenClaims({
            tenantId: tenant.tenantId,
            client,
            user,
            audience: access.audience,
            permissions,
            version: versionFor(access.audience, request.asked.endpoint),
            base,
            now: clock.now(),
            lifetimeSeconds,
            authentication: authenticationOf(request),
          });
          parts.header = { typ: 'JWT', x5t: options.signingKey.kid };
        },
      },
    },
    renderError: errorPage,
  };
  type Client = InstanceType<Provider['Client']>;
  const provider = new Provider(issuerOf(base, tenant.tenantId, '2.0'), configuration);
  // The registrations of oidc-provider are web or native, Entra's both at once; the two methods are its documented way out.
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed(this: Client, uri: string) {
      return isRegisteredUri(this.redirectUris ?? [], uri);
    },
    postLogoutRedirectUriAllowed(this: Client, uri: string) {
      return isRegisteredUri(this.postLogoutRedirectUris ?? [], uri);
    },
  });
  const remember = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    if (ctx.req instanceof ForwardedRequest) ctx.req.detail = error.error_detail ?? error.error_description;
  };
  provider.on('grant.error', remember);
  provider.on('device_authorization.error', remember);
  provider.use((ctx, next) => answerInEntrasWords(ctx as KoaContextWithOIDC, next, { tenant, clock }));
  return provider;
}

function adapterFor(
  clock: Clock,
  clientOf: (clientId: string) => DevelopmentClient | undefined,
): (name: string) => Adapter {
  return (name) => {
    const adapter = new MemoryAdapter(clock);
    if (name !== 'Client') return adapter;
    adapter.find = async (clientId) => {
      const client = clientOf(clientId);
      const { req } = Provider.ctx ?? {};
      return client && clientMetadata(client, req instanceof ForwardedRequest && req.asked.presented === 'assertion');
    };
    return adapter;
  };
}

/** Every word of the scopes at hand that is not OpenID Connect's own. */
function apiWords(ctx: KoaContextWithOIDC): string {
  const { params, entities } = ctx.oidc;
  const scopes = [
    params?.scope,
    entities.AuthorizationCode?.scope,
    entities.RefreshToken?.scope,
    entities.DeviceCode?.scope,
  ];
  const words = scopes.flatMap((scope) => (typeof scope === 'string' ? scope.split(' ') : []));
  return [...new Set(words)].filter((word) => !isOpenIdScope(word)).join(' ');
}

function idTokenClaims(user: DevelopmentUser) {
  return {
    oid: user.oid,
    tid: user.tenantId,
    ver: '2.0',
    name: user.displayName,
    preferred_username: user.userPrincipalName,
  };
}

function authenticationOf(request: ForwardedRequest): AccessTokenFacts['authentication'] {
  const methods = { secret: 'secret', assertion: 'certificate', nothing: 'none' } as const;
  return methods[request.asked.presented];
}
