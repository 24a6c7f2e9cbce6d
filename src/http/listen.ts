import { createServer as createHttpServer, type IncomingMessage, maxHeaderSize } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { newId } from '../core/id.ts';
import type { Log } from '../core/log.ts';
import type { Answer } from './exchange.ts';
import { createFrontDoor, type RequestHandler, type ServeOptions, type Surfaces } from './front-door.ts';
import { healthWithout } from './health.ts';
import { type Reporting, reportedSurface } from './report.ts';
import { sendUnread } from './send.ts';

/** Where the service listens. */
export interface BindOptions {
  readonly host: string;
  readonly port: number;
  /** A second port that speaks TLS, for the clients that insist on it. */
  readonly tls?: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
  /** Takes `CONNECT`, which is refused without; `secure` serves the TLS port. */
  readonly connect?:
    | ((request: IncomingMessage, socket: Duplex, head: Buffer, secure: ReturnType<typeof createHttpsServer>) => void)
    | undefined;
  /** How long requests under way may take to finish when the ports close, in milliseconds. Default 10,000. */
  readonly finishMs?: number;
  /** How long a client may take nothing of what is written to it, in milliseconds. Default 60,000. */
  readonly stallMs?: number;
}

/**
 * One or two open ports. Until {@link Listening.serve} is called, every request is told to come back; so it is while this is disposed
 * of, which waits for the requests that are under way.
 */
export interface Listening extends AsyncDisposable {
  readonly origin: string;
  readonly tlsOrigin: string | undefined;
  /** Called again, what is served changes from one request to the next; what is under way ends as it began. */
  serve(options: ServeOptions, surfaces: Surfaces): void;
  /** From now on every answer closes its connection, so that clients that keep theirs come back to where they are sent next. */
  drain(): void;
  /** Requests that come before it is disposed of wait, and are then answered by what is served by that time. */
  hold(): Disposable;
}

/** How long a connection that has sent nothing is left open when the ports close. */
const lingerMs = 500;

// Longer than the idle limit of the usual proxies, so that it is they who close.
const keepAliveTimeout = 72_000;

// Else Node takes the first of two Authorization headers, where a proxy in front may have looked at the second. Joined, they are no
// token.
const joinDuplicateHeaders = true;

// For a request to arrive whole: 4 MB at half a megabit in a second.
const requestTimeout = 60_000;

const serverOptions = { keepAliveTimeout, joinDuplicateHeaders, requestTimeout };

/** Opens the ports, so that their numbers are known before anything that names them is made. */
export async function listen({
  host,
  port,
  tls,
  connect,
  finishMs = 10_000,
  stallMs = 60_000,
}: BindOptions): Promise<Listening> {
  let closing = false;
  let options: ServeOptions = { trustedProxies: [] };
  let reporting: Reporting = { log: silent };
  const turnAway = (state: 'starting' | 'stopping') =>
    createFrontDoor(options, turningAway(state, reporting), () => closing);
  let handler = turnAway('starting');
  let held: Parameters<RequestHandler>[] | undefined;
  let stopping = false;
  let underWay = 0;
  const finished = Promise.withResolvers<void>();
  const waiting = new WeakMap<Duplex, number>();
  const wait = (socket: Duplex, requests: 1 | -1) => waiting.set(socket, (waiting.get(socket) ?? 0) + requests);
  const route: RequestHandler = (request, response) => {
    request.url = originForm(request.url ?? '/');
    underWay++;
    wait(request.socket, 1);
    response.once('close', () => {
      underWay--;
      wait(request.socket, -1);
      if (underWay === 0 && stopping) finished.resolve();
    });
    if (held) held.push([request, response]);
    else void handler(request, response);
  };
  const plain = createHttpServer(serverOptions, route);
  const secure = tls && createHttpsServer({ key: tls.key, cert: tls.cert, ...serverOptions }, route);
  const servers = secure ? [plain, secure] : [plain];
  // No server closes what it has handed out.
  const tunnels = new Set<Duplex>();
  if (secure && connect) {
    plain.on('connect', (request, socket, head) => {
      tunnels.add(socket.once('close', () => tunnels.delete(socket)));
      connect(request, socket, head, secure);
    });
  }
  for (const server of servers) {
    // A client that waits for the word to send its body gets it from whoever reads the body.
    server.on('checkContinue', route);
    // What a client does not take is held in memory. Whoever waits for an answer has nothing to take, and waits on.
    server.setTimeout(stallMs, (socket: Socket) => {
      if (tunnels.has(socket) || (waiting.get(socket) && socket.writableLength === 0)) return;
      socket.destroy();
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseUnread(error, socket, reporting.log));
  }
  const origin = await opened(plain, 'http', host, port);
  const tlsOrigin = tls && secure ? await opened(secure, 'https', host, tls.port) : undefined;
  return {
    origin,
    tlsOrigin,
    serve(serveOptions, surfaces) {
      options = serveOptions;
      reporting = surfaces.reporting;
      handler = createFrontDoor(options, surfaces, () => closing);
    },
    hold() {
      held ??= [];
      return {
        [Symbol.dispose]() {
          const waiting = held ?? [];
          held = undefined;
          for (const [request, response] of waiting) void handler(request, response);
        },
      };
    },
    drain() {
      closing = true;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      stopping = true;
      handler = turnAway('stopping');
      if (underWay === 0) finished.resolve();
      const isFinished = await within(
        finishMs,
        finished.promise.then(() => true),
      );
      const closed = Promise.all(servers.map(close));
      // Whoever has connected may be about to send; what is sent is answered.
      await within(isFinished ? lingerMs : 0, closed);
      for (const server of servers) server.closeAllConnections();
      for (const socket of tunnels) socket.destroy();
      await closed;
    },
  };
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** What is answered everywhere while there is no service. */
function turningAway(state: 'starting' | 'stopping', reporting: Reporting): Surfaces {
  const answer = errorAnswer(503, 'ServiceUnavailable', `The service is ${state}. Please retry again later.`);
  const unavailable = { ...answer, headers: { ...answer.headers, 'Retry-After': '1' } };
  const tell = () => unavailable;
  return {
    graph: reportedSurface(reporting, 'unavailable', async () => unavailable, tell),
    pages: { health: healthWithout(state) },
    tell,
    reporting,
  };
}

/** What `work` comes to, or `undefined` when it takes longer. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const waited = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: waited.signal }).catch(() => undefined);
  return Promise.race([work, late]).finally(() => waited.abort());
}

/** What cannot be read as HTTP is answered here; SDKs find an error only in JSON. */
function refuseUnread({ code }: NodeJS.ErrnoException, socket: Duplex, log: Log): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const requestId = newId();
  const answer = unreadAnswer(code);
  log.info(
    { requestId, ipAddress: (socket as Socket).remoteAddress, status: answer.status, code },
    'request unreadable',
  );
  sendUnread(socket, requestId, answer);
}

function unreadAnswer(code: string | undefined): Answer<string> {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The URL and headers are longer than ${maxHeaderSize} bytes.`;
      return errorAnswer(431, 'RequestHeaderFieldsTooLarge', message);
    }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return errorAnswer(408, 'RequestTimeout', `The request did not arrive within ${requestTimeout / 1000} seconds.`);
    // Node's parser takes ASCII alone in a URL.
    case 'HPE_INVALID_URL':
      return errorAnswer(
        400,
        'BadRequest',
        'The URL has a character that must be escaped: write ø as %C3%B8, the octets that it has in UTF-8.',
      );
    default:
      return errorAnswer(400, 'BadRequest', 'The request is not valid HTTP.');
  }
}

function errorAnswer(status: number, code: string, message: string): Answer<string> {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ error: { code, message } }),
  };
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

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
