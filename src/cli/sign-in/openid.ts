import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { isLoopback } from '../../core/loopback.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Prompt, TokenSources } from './acquiring.ts';
import type { Method, NamedSignIn, OpenId, StoredToken } from './sign-ins.ts';

type OpenIdMethod = Extract<Method, OpenId>;
type Signed = { readonly method: OpenIdMethod; readonly token: StoredToken };

/**
 * Gets a token from any OpenID provider, as a public client: by device code (RFC 8628), in a browser that comes back to this machine
 * (RFC 8252, section 7.3; RFC 7636), or by the refresh token that came of either.
 * @throws CommandFailure
 */
export async function openIdToken(
  { graph, name }: Pick<NamedSignIn, 'name' | 'graph'>,
  method: OpenIdMethod,
  { signal }: TokenSources,
  prompt: Prompt | undefined,
): Promise<Signed> {
  try {
    const provider = await discover(method, signal);
    const answer = await (prompt ? ask(provider, method, prompt, signal) : refresh(provider, method));
    const refreshToken = answer.refresh_token ?? method.refreshToken;
    const expiresAt = Date.now() + (answer.expires_in ?? defaultLifetimeSeconds) * 1000;
    return {
      method: { ...method, ...(refreshToken !== undefined && { refreshToken }) },
      token: { value: answer.access_token, expiresAt },
    };
  } catch (error) {
    if (error instanceof CommandFailure || signal.aborted) throw error;
    throw new CommandFailure(
      exitCodes.refused,
      `cannot sign in to ${graph} through ${method.issuer}: ${reasonOf(error)}`,
      `Sign in again: assistd login --graph ${graph} --context ${name} --authority ${method.issuer} --client-id ${method.clientId}`,
    );
  }
}

/** Where an answer does not say how long a token counts (RFC 6749, section 5.1). */
const defaultLifetimeSeconds = 300;

interface Provider {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly options: { readonly signal: AbortSignal; readonly [allowInsecureRequests]: boolean };
}

/** Whether there is an OpenID provider of that name: its configuration says the same (OpenID Connect Discovery 1.0, section 4.3). */
export async function isOpenIdProvider(issuer: string, signal: AbortSignal): Promise<boolean> {
  return discover({ issuer, clientId: '' }, signal).then(
    () => true,
    (error: unknown) => {
      if (signal.aborted) throw error;
      return false;
    },
  );
}

async function discover(
  { issuer, clientId }: Pick<OpenId, 'issuer' | 'clientId'>,
  signal: AbortSignal,
): Promise<Provider> {
  const url = new URL(issuer);
  const options = { signal, [allowInsecureRequests]: isLoopback(url.hostname) };
  const response = await discoveryRequest(url, options);
  return { server: await processDiscoveryResponse(url, response), client: { client_id: clientId }, options };
}

function refresh(
  { server, client, options }: Provider,
  { refreshToken }: OpenIdMethod,
): Promise<TokenEndpointResponse> {
  if (refreshToken === undefined) throw new Error('the token has run out, and none came to renew it with');
  return refreshTokenGrantRequest(server, client, None(), refreshToken, options).then((response) =>
    processRefreshTokenResponse(server, client, response),
  );
}

function ask(provider: Provider, method: OpenIdMethod, prompt: Prompt, signal: AbortSignal) {
  return method.method === 'openIdBrowser'
    ? askInBrowser(provider, method, prompt, signal)
    : askByCode(provider, method, prompt, signal);
}

async function askByCode(
  { server, client, options }: Provider,
  method: OpenIdMethod,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<TokenEndpointResponse> {
  const asked = await deviceAuthorizationRequest(server, client, None(), requested(method), options);
  const device = await processDeviceAuthorizationResponse(server, client, asked);
  prompt.deviceCode(`To sign in, open the page ${device.verification_uri} and enter the code ${device.user_code}`);
  for (let seconds = device.interval ?? 5; ; ) {
    await setTimeout(seconds * 1000, undefined, { signal });
    const response = await deviceCodeGrantRequest(server, client, None(), device.device_code, options);
    try {
      return await processDeviceCodeResponse(server, client, response);
    } catch (error) {
      // RFC 8628, section 3.5.
      if (!(error instanceof ResponseBodyError)) throw error;
      if (error.error === 'slow_down') seconds += 5;
      else if (error.error !== 'authorization_pending') throw error;
    }
  }
}

async function askInBrowser(
  { server, client, options }: Provider,
  method: OpenIdMethod,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<TokenEndpointResponse> {
  if (!server.authorization_endpoint) throw new Error('it has no authorization_endpoint');
  await using listener = await listen();
  const { redirectUri } = listener;
  const [codeVerifier, state] = [generateRandomCodeVerifier(), generateRandomState()];
  // Some providers demand one, though it may be left out here (OpenID Connect Core 1.0, section 3.1.2.1); an ID token brings it back.
  const nonce = method.scope.split(' ').includes('openid') ? generateRandomNonce() : undefined;
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    ...requested(method),
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    ...(nonce !== undefined && { nonce }),
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  // Somebody who is signed in already is back before the browser is said to be open.
  const [callback] = await Promise.all([listener.callback(signal), prompt.browser(url.href)]);
  const came = validateAuthResponse(server, client, callback, state);
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(),
    came,
    redirectUri,
    codeVerifier,
    options,
  );
  return processAuthorizationCodeResponse(
    server,
    client,
    response,
    nonce === undefined ? {} : { expectedNonce: nonce },
  );
}

/** Auth0 asks for what a token is for as `audience`; RFC 8707 says `resource`, which is an absolute URI. */
function requested({ scope, audience }: OpenIdMethod): Record<string, string> {
  if (audience === undefined) return { scope };
  return { scope, audience, ...(URL.canParse(audience) && { resource: audience }) };
}

interface Listener extends AsyncDisposable {
  readonly redirectUri: string;
  /** Where the browser came back to. */
  callback(signal: AbortSignal): Promise<URL>;
}

/** A page on this machine that the browser comes back to; it shows nothing of what it is given. */
async function listen(): Promise<Listener> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    redirectUri,
    callback: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        server.on('request', (request: IncomingMessage, response: ServerResponse) => {
          const url = new URL(request.url ?? '/', redirectUri);
          const isIt = url.pathname === '/' && (url.searchParams.has('code') || url.searchParams.has('error'));
          response.writeHead(isIt ? 200 : 404, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
          response.end(isIt ? 'You can close this page and go back to the terminal.\n' : 'There is nothing here.\n');
          if (isIt) resolve(url);
        });
      }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** In the provider's own words where it gives some; never the answer, which may hold a token. */
function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    return error.error_description ?? error.error;
  }
  const { message, cause } = error as Error;
  const inner = cause instanceof Error && cause.message ? ` (${cause.message})` : '';
  return `${message}${inner}`.slice(0, 500);
}
