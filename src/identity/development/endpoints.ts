import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';
import type { Log } from '../../core/log.ts';
import { isLoopback } from '../issuers.ts';
import { approveDevice } from './consent.ts';
import type { DevelopmentDirectory, DevelopmentTenant } from './directory.ts';
import { instanceDiscovery, openIdConfiguration } from './discovery.ts';
import { EntraError, errorBody } from './entra-error.ts';
import { ForwardedRequest } from './forwarded-request.ts';
import { findClient, findTenant, isAnyTenant, mountOf, type Place, parsePlace, paths } from './layout.ts';
import { devicePage, messagePage, signInPage } from './pages.ts';
import type { SigningKey } from './signing-key.ts';
import { understand } from './token-request.ts';

export interface EndpointsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly path: string;
  readonly directory: DevelopmentDirectory;
  readonly audiences: readonly string[];
  readonly base: () => string;
  readonly origins: () => { readonly http: string; readonly https?: string | undefined };
  readonly signingKey: Promise<SigningKey>;
  readonly providerOf: (tenant: DevelopmentTenant) => Promise<Provider>;
}

/** One request, on its way to an answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly place: Place;
  readonly query: string;
}

const maxBody = 64 * 1024;

/** Entra's endpoints. What can be answered from constants is; the rest goes to the tenant's provider. */
export function createEndpoints(options: EndpointsOptions) {
  const { clock, log, path, directory, audiences, base, origins, signingKey, providerOf } = options;

  return async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [pathname = '', ...rest] = (request.url ?? '').split('?');
    const place = pathname.startsWith(`${path}/`) ? parsePlace(pathname.slice(path.length)) : undefined;
    try {
      allowLoopbackOrigins(request, response);
      if (request.method === 'OPTIONS') return void response.writeHead(204).end();
      if (place === undefined) throw new EntraError('invalid_request', 900144, `There is nothing at ${pathname}.`, 404);
      await answer({ request, response, place, query: rest.join('?') });
    } catch (error) {
      if (!(error instanceof EntraError)) log.error({ err: error, path: pathname }, 'the development issuer failed');
      const told =
        error instanceof EntraError
          ? error
          : new EntraError('server_error', 90033, 'The development issuer failed; its log says why.', 500);
      if (response.headersSent) response.destroy();
      else if (place?.name === '/oauth2/authorize' || place?.name === '/signin')
        sendPage(
          response,
          told.status,
          messagePage('Sorry, but we’re having trouble signing you in.', `AADSTS${told.code}: ${told.message}`),
        );
      else sendJson(response, told.status, errorBody(told, undefined));
    }
  };

  async function answer(exchange: Exchange): Promise<void> {
    const { request, response, place } = exchange;
    switch (place.name) {
      case '/.well-known/openid-configuration':
        return sendJson(response, 200, configuration(request, place));
      case '/discovery/keys':
        return sendJson(response, 200, { keys: [(await signingKey).publicJwk] });
      case '/discovery/instance':
        return sendJson(response, 200, instanceDiscovery(originBase(request)));
      case '/oauth2/authorize':
        return place.rest === '' ? authorize(exchange) : forwardAsIs(exchange, paths.authorize);
      case '/oauth2/logout':
        return forwardAsIs(exchange, paths.logout);
      case '/oauth2/token':
        return token(exchange);
      case '/oauth2/devicecode':
        return device(exchange);
      case '/oauth2/deviceauth':
        return approve(exchange);
      case '/signin':
        return signIn(exchange);
    }
  }

  function originBase(request: IncomingMessage): string {
    const { http, https } = origins();
    return (request.socket instanceof TLSSocket ? (https ?? http) : http) + path;
  }

  function configuration(request: IncomingMessage, { tenant, version }: Place) {
    const found = isAnyTenant(tenant) ? undefined : findTenant(directory, tenant, null);
    return openIdConfiguration({
      base: originBase(request),
      issuerBase: base(),
      tenant: found?.tenantId ?? tenant.toLowerCase(),
      tenantId: found?.tenantId ?? '{tenantid}',
      version,
    });
  }

  async function authorize(exchange: Exchange): Promise<void> {
    const { request, place } = exchange;
    const parameters = new URLSearchParams(exchange.query);
    const asked = understand(parameters, request, { version: place.version, audiences });
    const tenant = findTenant(directory, place.tenant, asked.clientId);
    findClient(directory, tenant, asked.clientId);
    // Consent is always given here, and another account is chosen by signing in anew.
    const prompt = parameters.get('prompt');
    if (prompt === 'select_account') parameters.set('prompt', 'login');
    else if (prompt === 'consent' || prompt === 'admin_consent') parameters.delete('prompt');
    await forward(exchange, tenant, { url: `${paths.authorize}?${parameters}`, asked });
  }

  async function token(exchange: Exchange): Promise<void> {
    const { request, place } = exchange;
    const form = new URLSearchParams(await readBody(request));
    const asked = understand(form, request, { version: place.version, audiences });
    const tenant = findTenant(directory, place.tenant, asked.clientId);
    const { clientId } = findClient(directory, tenant, asked.clientId);
    if (form.get('grant_type') === 'password') await exchangePassword(form, tenant, clientId);
    await forward(exchange, tenant, { url: paths.token, body: String(form), asked });
  }

  /** A sign-in by name and password (RFC 6749, section 4.3) is a device let in without being asked. */
  async function exchangePassword(form: URLSearchParams, tenant: DevelopmentTenant, clientId: string): Promise<void> {
    const user = findUser(tenant, form.get('username'));
    if (user === undefined)
      throw new EntraError(
        'invalid_grant',
        50034,
        `The user account ${form.get('username')} does not exist in the ${tenant.displayName} directory.`,
      );
    const provider = await providerOf(tenant);
    const client = await provider.Client.find(clientId);
    if (client === undefined) throw new Error(`client ${clientId} is in the directory but not in the provider`);
    const code = new provider.DeviceCode({
      client,
      params: { client_id: clientId, scope: form.get('scope') },
      userCode: newId(),
      deviceInfo: {},
      grantId: '',
    });
    form.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
    form.set('device_code', await approveDevice(provider, code, user, clock.now()));
    form.delete('scope');
  }

  async function device(exchange: Exchange): Promise<void> {
    const { request, place } = exchange;
    const form = new URLSearchParams(await readBody(request));
    const asked = understand(form, request, { version: place.version, audiences });
    const tenant = findTenant(directory, place.tenant, asked.clientId);
    findClient(directory, tenant, asked.clientId);
    await forward(exchange, tenant, { url: paths.deviceCode, body: String(form), asked });
  }

  async function approve({ request, response, place, query }: Exchange): Promise<void> {
    const tenant = findTenant(directory, place.tenant, null);
    if (request.method !== 'POST') {
      const userCode = new URLSearchParams(query).get('user_code') ?? '';
      return sendPage(response, 200, devicePage(tenant, usersOf(tenant), userCode));
    }
    const form = new URLSearchParams(await readBody(request));
    const provider = await providerOf(tenant);
    const code = await provider.DeviceCode.findByUserCode(
      (form.get('user_code') ?? '').toUpperCase().replace(/\W/g, ''),
    );
    const user = findUser(tenant, form.get('username'));
    if (code === undefined || code.accountId !== undefined || user === undefined) {
      return sendPage(
        response,
        400,
        messagePage(
          'That did not work',
          'The code is wrong, expired or used already, or there is no such person. Go back and try again.',
        ),
      );
    }
    await approveDevice(provider, code, user, clock.now());
    sendPage(
      response,
      200,
      messagePage('You are signed in', `The device is signed in as ${user.displayName}. You can close this window.`),
    );
  }

  async function signIn({ request, response, place }: Exchange): Promise<void> {
    const tenant = findTenant(directory, place.tenant, null);
    const provider = await providerOf(tenant);
    const { params } = await provider.interactionDetails(request, response).catch(() => {
      throw new EntraError(
        'invalid_request',
        50089,
        'This sign-in is over, or began in another browser. Start again from the application.',
      );
    });
    const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
    const user = findUser(tenant, form?.get('username') ?? null);
    if (user === undefined) {
      const hint = typeof params.login_hint === 'string' ? params.login_hint : undefined;
      return sendPage(response, form === undefined ? 200 : 400, signInPage(tenant, usersOf(tenant), hint));
    }
    await provider.interactionFinished(request, response, { login: { accountId: user.oid, amr: ['pwd'] } });
  }

  async function forwardAsIs(exchange: Exchange, url: string): Promise<void> {
    const { request, place, query } = exchange;
    const tenant = findTenant(directory, place.tenant, new URLSearchParams(query).get('client_id'));
    const body = request.method === 'POST' ? await readBody(request) : undefined;
    const asked = understand(new URLSearchParams(query), request, { version: place.version, audiences });
    await forward(exchange, tenant, { url: `${url}${place.rest}${query && `?${query}`}`, body, asked });
  }

  async function forward(
    { request, response }: Exchange,
    tenant: DevelopmentTenant,
    target: Omit<ConstructorParameters<typeof ForwardedRequest>[1], 'mount'>,
  ): Promise<void> {
    const provider = await providerOf(tenant);
    const forwarded = new ForwardedRequest(request, { ...target, mount: mountOf(base(), tenant) });
    await provider.callback()(forwarded, response);
  }

  function usersOf({ tenantId }: DevelopmentTenant) {
    return directory.users.filter((user) => user.tenantId === tenantId);
  }

  function findUser(tenant: DevelopmentTenant, name: string | null) {
    return usersOf(tenant).find((user) => user.userPrincipalName.toLowerCase() === name?.toLowerCase());
  }
}

/** Browsers may call from any page of this machine: that is where applications under development are. */
function allowLoopbackOrigins(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !isLoopback(URL.parse(origin)?.hostname ?? '')) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
  response.setHeader('Access-Control-Max-Age', '3600');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBody) throw new EntraError('invalid_request', 90100, 'The request body is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(html);
}
