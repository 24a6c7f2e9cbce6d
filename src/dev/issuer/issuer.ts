import type { IncomingMessage, ServerResponse } from 'node:http';
import { SignJWT } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { IssuerSettings } from '../../identity/issuers.ts';
import {
  accessTokenClaims,
  graphGuid,
  issuerOf,
  permissionsFor,
  type TokenVersion,
  versionFor,
} from './access-token.ts';
import { type DevelopmentDirectory, type DevelopmentTenant, defaultDirectory } from './directory.ts';
import { createEndpoints } from './endpoints.ts';
import { graphAudience } from './scopes.ts';
import { makeSigningKey, type SigningKey } from './signing-key.ts';

export interface DevelopmentIssuerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Where it can be reached; asked when it is needed, because ports are known late. Tokens name the https one, if there is one. */
  readonly origins: () => { readonly http: string; readonly https?: string | undefined };
  /** The path it is mounted under, without a slash at the end; `/login` by default. */
  readonly path?: string;
  readonly directory?: DevelopmentDirectory;
  /** APIs that tokens can be asked for; the audiences the service accepts. */
  readonly audiences?: readonly string[];
  /** A new one is made in the background by default. */
  readonly signingKey?: Promise<SigningKey>;
  /** Seconds; 3599 by default, as Entra's shortest. */
  readonly lifetimeSeconds?: number;
}

export interface MintRequest {
  /** GUID or domain; the directory's first by default. */
  readonly tenant?: string;
  readonly clientId: string;
  /** Makes it a person's token instead of the application's own. */
  readonly userPrincipalName?: string;
  /** What the directory grants by default. */
  readonly permissions?: readonly string[];
  readonly audience?: string;
  /** What Entra would choose by default. */
  readonly version?: TokenVersion;
  readonly lifetimeSeconds?: number;
  /** Put over all others. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A stand-in for Entra ID on loopback, for `assistd dev` and tests: its endpoints, its tokens, people who need no password. */
export interface DevelopmentIssuer {
  /** What `authorityHost` of `@azure/identity` is; a tenant's `authority` follows with `/{tenant}`. */
  readonly authorityHost: string;
  readonly directory: DevelopmentDirectory;
  /** Answers any request below its path; the body must not have been read. It never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Makes an access token without a request.
   * @throws RangeError when the directory has no such tenant, client or person.
   */
  mint(request: MintRequest): Promise<string>;
  /** The settings that the service verifies its tokens by: through discovery, as any issuer's. */
  issuers(): IssuerSettings[];
}

export const defaultAudiences = [graphAudience, graphGuid, 'api://assistd'] as const;

/** Makes the issuer at once: its key comes in the background, and oidc-provider is loaded by the first request that needs it. */
export function createDevelopmentIssuer(options: DevelopmentIssuerOptions): DevelopmentIssuer {
  const { clock, log, path = '/login', lifetimeSeconds = 3599 } = options;
  const directory = options.directory ?? defaultDirectory;
  const audiences = options.audiences ?? defaultAudiences;
  const signingKey = options.signingKey ?? makeSigningKey();
  // Whoever needs the key meets the failure; until then it must not end the process.
  signingKey.catch(() => {});
  const httpBase = () => options.origins().http + path;
  const base = () => (options.origins().https ?? options.origins().http) + path;

  const providers = new Map<string, Promise<Provider>>();
  const providerOf = (tenant: DevelopmentTenant): Promise<Provider> => {
    const known = providers.get(tenant.tenantId);
    if (known !== undefined) return known;
    const made = (async () => {
      const [{ createTenantProvider }, key] = await Promise.all([import('./provider.ts'), signingKey]);
      return createTenantProvider({
        tenant,
        directory,
        audiences,
        base: base(),
        clock,
        signingKey: key,
        lifetimeSeconds,
      });
    })();
    providers.set(tenant.tenantId, made);
    return made;
  };

  return {
    get authorityHost() {
      return base();
    },
    directory,
    handle: createEndpoints({
      clock,
      log,
      path,
      directory,
      audiences,
      base,
      origins: options.origins,
      signingKey,
      providerOf,
    }),
    async mint(request) {
      const audience = request.audience ?? graphAudience;
      const { tenant, client, user } = find(directory, request);
      const key = await signingKey;
      const claims = accessTokenClaims({
        tenantId: tenant.tenantId,
        client,
        user,
        audience,
        permissions: request.permissions ?? permissionsFor({ permissions: 'default' }, client, user),
        version: request.version ?? versionFor(audience, '2.0'),
        base: base(),
        now: clock.now(),
        lifetimeSeconds: request.lifetimeSeconds ?? lifetimeSeconds,
        authentication: client.secret === undefined ? 'none' : 'secret',
      });
      return new SignJWT({ ...claims, ...request.claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, x5t: key.kid })
        .sign(key.privateKey);
    },
    issuers() {
      return (['1.0', '2.0'] as const).map((version) => ({
        issuer: issuerOf(base(), '{tenantid}', version),
        discoveryUrl: `${httpBase()}/organizations/${version === '1.0' ? '' : 'v2.0/'}.well-known/openid-configuration`,
        audiences,
        accessToken: 'entra',
        personPermissions: 'scopesAlone',
      }));
    },
  };
}

function find(directory: DevelopmentDirectory, { tenant: name, clientId, userPrincipalName }: MintRequest) {
  const tenant = directory.tenants.find((one) => name === undefined || [one.tenantId, one.domain].includes(name));
  if (tenant === undefined) throw new RangeError(`tenant must be one of the directory's, not ${JSON.stringify(name)}`);
  const client = directory.clients.find((one) => one.clientId === clientId);
  if (client === undefined)
    throw new RangeError(`clientId must be one of the directory's, not ${JSON.stringify(clientId)}`);
  const user = directory.users.find(
    (one) => one.tenantId === tenant.tenantId && one.userPrincipalName === userPrincipalName,
  );
  if (userPrincipalName !== undefined && user === undefined) {
    throw new RangeError(
      `userPrincipalName must be one of ${tenant.domain}'s, not ${JSON.stringify(userPrincipalName)}`,
    );
  }
  return { tenant, client, user };
}
