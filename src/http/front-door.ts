import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../core/id.ts';
import type { Answer, Exchange, HttpProblem } from './exchange.ts';
import { BodyTooLarge, hasBody, readBody } from './read-body.ts';
import { preflight, send } from './send.ts';
import { senders } from './sender.ts';

/** How requests are read. */
export interface ServeOptions {
  /** The origin in every link; else it is taken from each request. */
  readonly publicOrigin?: string | undefined;
  /** Proxies whose `X-Forwarded-*` count: addresses, CIDR ranges, or `loopback`. */
  readonly trustedProxies: readonly string[];
  readonly maxBodyBytes: number;
}

/** What is answered where. */
export interface Surfaces {
  /** Everything that no other surface takes. */
  readonly graph: (exchange: Exchange) => Promise<Answer>;
  /** Failures of HTTP itself, before an operation is known: a body too large, a client that gave up. */
  readonly refuse: (exchange: Exchange, problem: HttpProblem, cause: unknown) => Answer;
  /** Whether a long body is worth its memory: a stranger's is not. Absent, none is. */
  readonly mayRead?: (exchange: Exchange) => Promise<boolean>;
  /** Other paths, by first segment: the partner's callback, health, the console. */
  readonly pages: Readonly<Record<string, (exchange: Exchange) => Promise<Answer>>>;
  /** Handlers that speak HTTP by themselves, by first segment. */
  readonly raw?: Readonly<Record<string, RequestHandler>>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Turns requests into exchanges and answers into responses. `closing` says whether the service is about to stop, and connections with
 * it.
 */
export function createFrontDoor(options: ServeOptions, surfaces: Surfaces, closing: () => boolean): RequestHandler {
  const senderOf = senders(options.trustedProxies, options.publicOrigin);
  // Maps, because an object also finds `constructor` and `__proto__`, which anybody can ask for.
  const pages = new Map(Object.entries(surfaces.pages));
  const raw = new Map(Object.entries(surfaces.raw ?? {}));

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { ...begin(request), ...senderOf(request) };
    try {
      const segment = firstSegment(exchange.path);
      const handler = raw.get(segment);
      if (handler) return await handler(request, response);
      const page = pages.get(segment);
      const isRead = hasBody(request) && (isShort(request) || (!page && (await surfaces.mayRead?.(exchange))));
      if (isRead) exchange.body = await readBody(request, options.maxBodyBytes);
      const surface = page ?? surfaces.graph;
      const answered = request.method === 'OPTIONS' ? preflight(exchange) : await surface(exchange);
      await send(exchange, answered, response, closing() || (hasBody(request) && !isRead));
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const problem =
        error instanceof BodyTooLarge ? 'bodyTooLarge' : request.complete ? 'unexpected' : 'bodyMalformed';
      // What is left of the body is not waited for.
      await send(exchange, surfaces.refuse(exchange, problem, error), response, closing() || !request.complete);
    }
  };

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Even telling the failure failed. One client loses its connection; nobody else notices.
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  };
}

const shortBytes = 64 * 1024;

/** Whether a request says that its body is short; one that comes in chunks says nothing. */
function isShort({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length']) <= shortBytes;
}

function begin(request: IncomingMessage) {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: query < 0 ? url : url.slice(0, query),
    search: query < 0 ? '' : url.slice(query + 1),
    // Only Set-Cookie comes as a list, and requests have none.
    headers: request.headers as Exchange['headers'],
    body: undefined as Buffer | undefined,
    requestId: newId(),
    step: undefined,
  };
}

function firstSegment(path: string): string {
  return /^\/+([^/]*)/.exec(path)?.[1]?.toLowerCase() ?? '';
}
