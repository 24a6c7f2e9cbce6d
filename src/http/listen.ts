import { createServer as createHttpServer, type IncomingMessage, maxHeaderSize, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { newId } from '../core/id.ts';
import { type Answer, clientRequestIdOf, type Exchange, type HttpProblem } from './exchange.ts';

/** Where the service listens. */
export interface BindOptions {
  readonly host: string;
  readonly port: number;
  /** A second port that speaks TLS, for the clients that insist on it. */
  readonly tls?: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
}

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
  /** Failures of HTTP itself, before an operation is known: a body too large, a URL that is none. */
  readonly refuse: (exchange: Exchange, problem: HttpProblem, cause: unknown) => Answer;
  /** Other paths, by first segment: the partner's callback, health, the console. */
  readonly pages: Readonly<Record<string, (exchange: Exchange) => Promise<Answer>>>;
  /** Handlers that speak HTTP by themselves, by first segment. */
  readonly raw?: Readonly<Record<string, RequestHandler>>;
}

/** One or two open ports. Until {@link Listening.serve} is called, every request is told to come back. */
export interface Listening extends AsyncDisposable {
  readonly origin: string;
  readonly tlsOrigin: string | undefined;
  /** Called again, what is served changes from one request to the next; what is under way ends as it began. */
  serve(options: ServeOptions, surfaces: Surfaces): Promise<void>;
  /** Requests that come before it is disposed of wait, and are then answered by what is served by that time. */
  hold(): Disposable;
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

// Longer than the idle limit of the usual proxies, so that it is they who close.
const keepAliveTimeout = 72_000;
const gzipText = promisify(gzip);
// Below this, a compressed answer saves less than its own headers cost.
const compressFromBytes = 2048;

/** Opens the ports, so that their numbers are known before anything that names them is made. */
export async function listen({ host, port, tls }: BindOptions): Promise<Listening> {
  let handler: RequestHandler = notYet;
  let held: Parameters<RequestHandler>[] | undefined;
  const route: RequestHandler = (request, response) => {
    request.url = originForm(request.url ?? '/');
    if (held) held.push([request, response]);
    else handler(request, response);
  };
  const plain = createHttpServer({ keepAliveTimeout }, route);
  const secure = tls && createHttpsServer({ key: tls.key, cert: tls.cert, keepAliveTimeout }, route);
  for (const server of [plain, ...(secure ? [secure] : [])]) server.on('clientError', refuseUnread);
  const origin = await opened(plain, 'http', host, port);
  const tlsOrigin = tls && secure ? await opened(secure, 'https', host, tls.port) : undefined;
  let app: FastifyInstance | undefined;
  return {
    origin,
    tlsOrigin,
    async serve(options, surfaces) {
      const made = await createApp(options, surfaces);
      const former = app;
      app = made;
      handler = (request, response) => {
        const raw = surfaces.raw?.[firstSegment(request.url ?? '/')];
        if (raw) raw(request, response);
        else made.routing(request, response);
      };
      await former?.close();
    },
    hold() {
      held ??= [];
      return {
        [Symbol.dispose]() {
          const waiting = held ?? [];
          held = undefined;
          for (const [request, response] of waiting) handler(request, response);
        },
      };
    },
    /** Requests under way are finished first. */
    async [Symbol.asyncDispose]() {
      await Promise.all([plain, ...(secure ? [secure] : [])].map(closed));
      await app?.close();
    },
  };
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  const body = errorBody('ServiceUnavailable', 'The service is starting. Please retry again later.');
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' }).end(body);
}

/** What cannot be read as HTTP is answered here; SDKs find an error only in JSON. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = tooLong
    ? errorBody('RequestHeaderFieldsTooLarge', `The URL and headers are longer than ${maxHeaderSize} bytes.`)
    : errorBody('BadRequest', 'The request is not valid HTTP.');
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

async function createApp(options: ServeOptions, surfaces: Surfaces): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: options.maxBodyBytes,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    // A request has its own id in its own header, and one log line, written where its outcome is known.
    logger: false,
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => void refuse(error, request as FastifyRequest, reply as FastifyReply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const exchangeOf = (request: FastifyRequest): Exchange => {
    const url = request.raw.url ?? '/';
    const query = url.indexOf('?');
    return {
      method: request.method,
      path: query < 0 ? url : url.slice(0, query),
      search: query < 0 ? '' : url.slice(query + 1),
      headers: request.headers as Record<string, string | undefined>,
      body: Buffer.isBuffer(request.body) ? request.body : undefined,
      requestId: newId(),
      address: request.ip,
      origin: options.publicOrigin ?? `${request.protocol}://${request.host}`,
      step: undefined,
    };
  };

  const refuse = async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    // The router knows how to refuse a path that cannot be decoded.
    if (error.code === 'FST_ERR_BAD_URL') return answerByGraph(request, reply);
    const status = error.statusCode ?? 500;
    const problem = status === 413 ? 'bodyTooLarge' : status < 500 ? 'bodyMalformed' : 'unexpected';
    const exchange = exchangeOf(request);
    return send(exchange, surfaces.refuse(exchange, problem, error), reply);
  };
  app.setErrorHandler(refuse);

  const answerByGraph = async (request: FastifyRequest, reply: FastifyReply) => {
    const exchange = exchangeOf(request);
    return send(exchange, await surfaces.graph(exchange), reply);
  };
  // Methods that nothing here knows.
  app.setNotFoundHandler(answerByGraph);

  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '*',
    handler: async (request, reply) => {
      const exchange = exchangeOf(request);
      if (request.method === 'OPTIONS') return send(exchange, preflight(exchange), reply);
      const page = surfaces.pages[firstSegment(exchange.path)];
      return send(exchange, await (page ?? surfaces.graph)(exchange), reply);
    },
  });
  await app.ready();
  return app;
}

type Server = ReturnType<typeof createHttpServer>;

function opened(server: Server, scheme: string, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const name = host === '127.0.0.1' || host === '::1' ? 'localhost' : host;
      resolve(`${scheme}://${name.includes(':') ? `[${name}]` : name}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** Proxies may send the whole URL as the request's target (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = target.replace(/^https?:\/\/[^/?]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function firstSegment(path: string): string {
  return /^\/+([^/?]*)/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** Writes an answer as it is: Fastify has read the request, and has nothing to add to what is said in return. */
async function send(exchange: Exchange, answer: Answer, reply: FastifyReply): Promise<void> {
  const { status } = answer;
  const headers: Record<string, string | number> = {
    'request-id': exchange.requestId,
    'client-request-id': clientRequestIdOf(exchange) ?? exchange.requestId,
    'x-ms-ags-diagnostic': diagnostic,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
  };
  if (exchange.origin.startsWith('https:')) headers['Strict-Transport-Security'] = 'max-age=31536000';
  if (exchange.headers.origin) Object.assign(headers, corsHeaders);
  Object.assign(headers, answer.headers);
  let body: string | Buffer | undefined = answer.body;
  if (body && body.length >= compressFromBytes && /\bgzip\b/i.test(exchange.headers['accept-encoding'] ?? '')) {
    headers['Content-Encoding'] = 'gzip';
    body = await gzipText(body, { level: 4 });
  }
  // A 204 has no length (RFC 9110, section 8.6).
  if (status !== 204) headers['Content-Length'] = body === undefined ? 0 : Buffer.byteLength(body);
  reply.hijack();
  reply.raw.writeHead(status, headers).end(body);
}

// Support tools read where a Graph request was answered; a self-hosted service has one place to name.
const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'assistd', Slice: 'E', Ring: '0', ScaleUnit: '000', RoleInstance: 'assistd' },
});

const exposed =
  'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Retry-After';

// Bearer tokens are the only credential, so any origin may ask: a page can do no more than the token it holds.
const corsHeaders = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };

function preflight(exchange: Exchange): Answer {
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
      'Access-Control-Allow-Headers':
        exchange.headers['access-control-request-headers'] ??
        'authorization, client-request-id, sdkversion, content-type, prefer, consistencylevel',
      'Access-Control-Max-Age': '600',
    },
    body: undefined,
  };
}
