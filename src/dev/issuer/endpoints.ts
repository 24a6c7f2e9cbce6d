import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { DevelopmentDirectory, DevelopmentTenant } from './directory.ts';
import { instanceDiscovery, openIdConfiguration } from './discovery.ts';
import { EntraError, errorBody } from './entra-error.ts';
import { ForwardedRequest } from './forwarded-request.ts';
import { findClient, findTenant, isAnyTenant, mountOf, type Place, parsePlace, paths } from './layout.ts';
import { messagePage } from './pages.ts';
import { createSignIn } from './sign-in.ts';
import type { SigningKey } from './signing-key.ts';
import { understand } from './token-request.ts';
import { allowLoopbackOrigins, readBody, sendJson, sendPage } from './wire.ts';

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

/** Entra's endpoints. What can be answered from constants is; the rest goes to the tenant's provider. */
export function createEndpoints(options: EndpointsOptions) {
  const { log, path, directory, audiences, base, origins, signingKey, providerOf } = options;
  const people = createSignIn(options);

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
        return people.enterDeviceCode(exchange, findTenant(directory, place.tenant, null));
      case '/signin':
        return people.signIn(exchange, findTenant(directory, place.tenant, null));
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
    const person = await people.personOf(form, tenant);
    if (person !== undefined) await people.signInAtOnce(form, person, tenant, clientId);
    await forward(exchange, tenant, { url: paths.token, body: String(form), asked });
  }

  async function device(exchange: Exchange): Promise<void> {
    const { request, place } = exchange;
    const form = new URLSearchParams(await readBody(request));
    const asked = understand(form, request, { version: place.version, audiences });
    const tenant = findTenant(directory, place.tenant, asked.clientId);
    findClient(directory, tenant, asked.clientId);
    await forward(exchange, tenant, { url: paths.deviceCode, body: String(form), asked });
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
}
