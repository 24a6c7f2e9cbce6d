import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  ClientSecretPost,
  type CustomFetchOptions,
  calculatePKCECodeChallenge,
  customFetch,
  OperationProcessingError,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  skipStateCheck,
  type TokenEndpointResponse,
  UnsupportedOperationError,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Clock } from '../../core/clock.ts';
import { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { describe, errorName } from '../host/answer.ts';
import type { Host } from '../host/host.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { isBearer, type Tokens } from './tokens.ts';

export interface OAuthClient {
  readonly authorizeUrl: URL;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

const tokenRoute = '/api/v1/oauth2/token';

/** Authorisation code with PKCE and refresh (RFC 6749, sections 4.1 and 6; RFC 7636) as TeamViewer speaks them. */
export class OAuth {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #settings: OAuthClient;
  readonly #server: AuthorizationServer;
  readonly #client: Client;

  constructor(host: Host, clock: Clock, settings: OAuthClient) {
    this.#host = host;
    this.#clock = clock;
    this.#settings = settings;
    this.#server = { issuer: host.base.origin, token_endpoint: new URL(tokenRoute, host.base).href };
    this.#client = { client_id: settings.clientId };
  }

  async authorizationUrl(request: { state: string; codeVerifier: string; redirectUri: string }): Promise<string> {
    // No scope: TeamViewer's scopes are picked when the app is registered.
    const url = new URL(this.#settings.authorizeUrl);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('redirect_uri', request.redirectUri);
    url.searchParams.set('state', request.state);
    url.searchParams.set('code_challenge', await calculatePKCECodeChallenge(request.codeVerifier));
    url.searchParams.set('code_challenge_method', 'S256');
    return url.href;
  }

  async exchange(
    request: { code: Secret; codeVerifier: string; redirectUri: string },
    signal: AbortSignal | undefined,
  ): Promise<Tokens> {
    const secrets = [request.code, new Secret(request.codeVerifier)];
    const given = await this.#grant(secrets, signal, async (auth, options) => {
      // The state was checked when the browser came back; here the library only wants the code in its own wrapping.
      const callback = new URLSearchParams({ code: request.code.reveal() });
      const parameters = validateAuthResponse(this.#server, this.#client, callback, skipStateCheck);
      const response = await authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        auth,
        parameters,
        request.redirectUri,
        request.codeVerifier,
        options,
      );
      return processAuthorizationCodeResponse(this.#server, this.#client, response);
    });
    // A connection that could never be used, nor revoked. Of a renewal it is kept: what it came with may give a better one.
    if (isBearer(given.accessToken)) return given;
    const problem = sentence('tokenUnusable');
    throw new PartnerFailure('broken', `${this.#host.name}: POST ${tokenRoute}: ${problem}`);
  }

  refresh(refreshToken: Secret, signal: AbortSignal | undefined): Promise<Tokens> {
    return this.#grant([refreshToken], signal, async (auth, options) => {
      const response = await refreshTokenGrantRequest(this.#server, this.#client, auth, refreshToken.reveal(), options);
      return processRefreshTokenResponse(this.#server, this.#client, response);
    });
  }

  async #grant(
    secrets: readonly Secret[],
    signal: AbortSignal | undefined,
    request: (auth: ReturnType<typeof ClientSecretPost>, options: GrantOptions) => Promise<TokenEndpointResponse>,
  ): Promise<Tokens> {
    const { clientSecret } = this.#settings;
    const askedAt = this.#clock.now();
    try {
      const answer = await request(ClientSecretPost(clientSecret.reveal()), {
        [allowInsecureRequests]: this.#host.isLoopback,
        [customFetch]: (_url, init) => this.#send(init, [...secrets, clientSecret], signal),
      });
      return tokens(answer, askedAt);
    } catch (error) {
      // The library's errors carry the answer, tokens included, as their cause; their messages name members only.
      if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError) {
        throw new PartnerFailure('broken', `${this.#host.name}: POST ${tokenRoute}: ${error.message}`);
      }
      throw error;
    }
  }

  /** One attempt, never more: a code is good for one exchange, and a refresh token may be for one refresh. */
  async #send(
    init: CustomFetchOptions<'POST', URLSearchParams>,
    secrets: readonly Secret[],
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const answer = await this.#host.send(
      {
        method: 'POST',
        path: tokenRoute,
        route: tokenRoute,
        headers: init.headers,
        body: init.body.toString(),
        expects: 'json',
        kind: 'once',
        secrets,
      },
      signal,
    );
    if (answer.status >= 400) {
      // A 401 here is about the client, not about an access token, so it is no call to refresh.
      const reason = errorName(answer) === 'invalid_grant' ? 'grantGone' : 'refused';
      throw new PartnerFailure(reason, describe(answer), { status: answer.status });
    }
    // The library takes a null for a value, and the whole answer, with what can be used and revoked, for none.
    const given = Object.entries(answer.json ?? {}).filter(([, value]) => value !== null);
    const headers = { 'content-type': answer.contentType };
    return new Response(JSON.stringify(Object.fromEntries(given)), { status: answer.status, headers });
  }
}

interface GrantOptions {
  [allowInsecureRequests]: boolean;
  [customFetch]: (url: string, init: CustomFetchOptions<'POST', URLSearchParams>) => Promise<Response>;
}

function tokens(answer: TokenEndpointResponse, askedAt: number): Tokens {
  return {
    accessToken: new Secret(answer.access_token),
    ...(answer.refresh_token === undefined ? {} : { refreshToken: new Secret(answer.refresh_token) }),
    // Counted from the question: counted from the answer, a slow one would make the token look younger than it is.
    expiresAt: askedAt + lifetimeMs(answer.expires_in),
  };
}

const longestLifetimeS = 366 * 24 * 60 * 60;

/**
 * Whole milliseconds of a length that can be stored: a grant whose tokens could not be kept could not be revoked either. Where the partner says none there
 * is one all the same, by which a database that was restored knows what may have been renewed since.
 */
function lifetimeMs(seconds = longestLifetimeS): number {
  return Math.floor(Math.min(seconds, longestLifetimeS) * 1000);
}
