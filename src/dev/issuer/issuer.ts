import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Answer } from '../../http/exchange.ts';
import type { IssuerSettings } from '../../identity/issuers.ts';
import { entraOrigin, graphApplicationId, graphOrigin } from '../../model/microsoft.ts';
import { accessTokenClaims, issuerOf, type TokenVersion, versionFor } from './access-token.ts';
import { answer } from './answer.ts';
import { isPublic } from './client-authentication.ts';
import { Codes } from './codes.ts';
import { type DevelopmentDirectory, defaultDirectory } from './directory.ts';
import type { IssuerRequest, Issuing } from './issuing.ts';
import { permissionsFor } from './scopes.ts';
import { makeSigningKey, type SigningKey, sign } from './signing-key.ts';

export interface DevelopmentIssuerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Where it can be reached; asked when it is needed, because ports are known late. Tokens name the https one, if there is one. */
  readonly origins: () => { readonly http: string; readonly https?: string | undefined };
  /** Whether it stands in for Entra under Entra's own names: its tokens are issued by those. */
  readonly asEntra?: boolean | undefined;
  /** What the developer calls this machine, where it is not called localhost: its pages are not foreign. */
  readonly publicOrigin?: string | undefined;
  readonly directory?: DevelopmentDirectory;
  /** APIs that tokens can be asked for; the audiences the service accepts. */
  readonly audiences?: readonly string[];
  /** Others that tokens can be asked for, which the service does not accept. */
  readonly foreignAudiences?: readonly string[];
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
  /** What the directory grants by default; for a person's token, the application's scopes and the person's roles alike. */
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
  /** Answers a request below `/login`, or below one of `firstSegments`; it never rejects. */
  answer(request: IssuerRequest): Promise<Answer>;
  /**
   * Makes an access token without a request.
   * @throws RangeError when the directory has no such tenant, client or person.
   */
  mint(request: MintRequest): Promise<string>;
  /** The settings that the service verifies its tokens by: through discovery, as any issuer's. */
  issuers(): IssuerSettings[];
}

const defaultAudiences = [graphOrigin, graphApplicationId, 'api://assistd'] as const;

/** Makes the issuer at once: its key comes in the background. */
export function createDevelopmentIssuer(options: DevelopmentIssuerOptions): DevelopmentIssuer {
  const { clock, log, publicOrigin, lifetimeSeconds = 3599 } = options;
  const directory = options.directory ?? defaultDirectory;
  const audiences = options.audiences ?? defaultAudiences;
  const signingKey = options.signingKey ?? makeSigningKey();
  // Whoever needs the key meets the failure; until then it must not end the process.
  signingKey.catch(() => {});
  const origin = () => (options.asEntra ? entraOrigin : (options.origins().https ?? options.origins().http));
  const issuing: Issuing = {
    clock,
    directory,
    audiences: [...audiences, ...(options.foreignAudiences ?? [])],
    origin,
    signingKey,
    lifetimeSeconds,
    codes: new Codes(),
    deviceCodes: new Codes(),
  };

  return {
    get authorityHost() {
      return origin();
    },
    directory,
    answer: (request) => answer(issuing, request, { log, publicOrigin }),
    async mint(request) {
      const audience = request.audience ?? graphOrigin;
      const { tenant, client, user } = find(directory, request);
      const claims = accessTokenClaims({
        tenantId: tenant.tenantId,
        client,
        user,
        audience,
        permissions: request.permissions ?? permissionsFor({ permissions: 'default' }, client, user),
        personRoles: request.permissions,
        version: request.version ?? versionFor(audience, '2.0'),
        origin: origin(),
        now: clock.now(),
        lifetimeSeconds: request.lifetimeSeconds ?? lifetimeSeconds,
        authentication: isPublic(client) ? 'none' : 'secret',
      });
      return sign(await signingKey, 'JWT', { ...claims, ...request.claims });
    },
    issuers() {
      return (['1.0', '2.0'] as const).map((version) => ({
        issuer: issuerOf(origin(), '{tenantid}', version),
        discoveryUrl: `${options.origins().http}/organizations/${version === '1.0' ? '' : 'v2.0/'}.well-known/openid-configuration`,
        audiences,
        accessToken: 'entra',
        personPermissions: { roles: 'byName' },
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
