import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../../core/id.ts';
import { fail } from '../../model/failures.ts';
import { sentBody } from '../body.ts';
import type { Answer, Exchange, Surface } from '../exchange.ts';
import { type Reporting, reportedSurface } from '../report.ts';
import { goneSignalOf } from './gone.ts';
import { send } from './send.ts';
import { senders } from './sender.ts';

/** How requests are read. */
export interface ServeOptions {
  /** The origin in every link; else it is taken from each request. */
  readonly publicOrigin?: string | undefined;
  /** Proxies whose `X-Forwarded-*` count: addresses, CIDR ranges, or `loopback`. */
  readonly trustedProxies: readonly string[];
}

/** What is answered where. */
export interface Surfaces {
  /** Everything that no other surface takes. It reports by itself, for its operations have names. */
  readonly graph: Surface;
  /** Other paths, by first segment: the partner's callback, health, the console. */
  readonly pages: Readonly<Record<string, Surface>>;
  /** What a browser is answered that was given the address alone; `graph` where it is absent. */
  readonly home?: Surface;
  /** How a failure is told that a surface throws. */
  readonly tell: (exchange: Exchange, failure: unknown) => Answer;
  readonly reporting: Reporting;
  /** The `Date` of the answer that is sent now, where it is not the machine's. */
  readonly date?: () => string | undefined;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Turns requests into exchanges and answers into responses: the one place where answers are sent. `closing` says whether the service is
 * about to stop, and connections with it.
 */
export function createFrontDoor(options: ServeOptions, surfaces: Surfaces, closing: () => boolean): RequestHandler {
  const { graph, home, tell, reporting, date } = surfaces;
  const senderOf = senders(options.trustedProxies, options.publicOrigin);
  const named = (name: string | undefined, surface: Surface) => reportedSurface(reporting, name, surface, tell);
  // Maps, because an object also finds `constructor` and `__proto__`, which anybody can ask for.
  const pages = new Map(Object.entries(surfaces.pages).map(([name, surface]) => [name, named(name, surface)]));
  const homePage = home && named('home', home);
  const refuseHost = named(undefined, ({ origin }) => {
    // What a proxy has forwarded, the client does not see.
    const internal = `links would begin with ${JSON.stringify(origin.slice(0, 200))}`;
    return Promise.reject(fail('hostInvalid', undefined, { internal }));
  });

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const exchange = exchangeOf(request, response, senderOf(request));
    const segment = firstSegment(exchange.path);
    if (!namesOneHost(request) || !anyOrigin.test(exchange.origin))
      return sent(exchange, await refuseHost(exchange), response, true);
    const surface = segment === '' && homePage && isBrowser(exchange) ? homePage : (pages.get(segment) ?? graph);
    return sent(exchange, await surface(exchange), response, closing());
  };
  const sent = (exchange: Exchange, answer: Answer, response: ServerResponse, last: boolean) =>
    send(exchange, answer, response, { last, date: date?.() });

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Even telling the failure failed. One client loses its connection; nobody else notices.
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  };
}

function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  { address, origin }: Pick<Exchange, 'address' | 'origin'>,
): Exchange {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: query < 0 ? url : url.slice(0, query),
    search: query < 0 ? '' : url.slice(query + 1),
    // Only Set-Cookie comes as a list, and requests have none.
    headers: request.headers as Exchange['headers'],
    body: sentBody(request, response),
    requestId: newId(),
    address,
    origin,
    gone: goneSignalOf(response),
    step: undefined,
  };
}

/** What can stand in every link: a host that a proxy forwards is not held to what HTTP says of one. */
const anyOrigin = /^https?:\/\/[^\s,/?#@\\"<>]*$/;

/**
 * Whether a request names one host; before HTTP/1.1 it may name none (RFC 9112, section 3.2). Of two, a proxy in front may have gone by the
 * other; Node joins them with a comma. What a host cannot hold would stand in every link.
 */
export function namesOneHost({ headers: { host }, httpVersion }: IncomingMessage): boolean {
  return host === undefined ? httpVersion !== '1.1' : /^[^\s,/?#@\\"<>]*$/.test(host);
}

function isBrowser({ headers }: Exchange): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '');
}

function firstSegment(path: string): string {
  return /^\/+([^/]*)/.exec(path)?.[1]?.toLowerCase() ?? '';
}
