import { createServer as createHttpServer, type IncomingMessage, maxHeaderSize, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { createFrontDoor, type RequestHandler, type ServeOptions, type Surfaces } from './front-door.ts';

/** Where the service listens. */
export interface BindOptions {
  readonly host: string;
  readonly port: number;
  /** A second port that speaks TLS, for the clients that insist on it. */
  readonly tls?: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
  /** How long requests under way may take to finish when the ports close, in milliseconds. Default 10,000. */
  readonly finishMs?: number;
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
export async function listen({ host, port, tls, finishMs = 10_000 }: BindOptions): Promise<Listening> {
  let handler: RequestHandler = notYet;
  let held: Parameters<RequestHandler>[] | undefined;
  let closing = false;
  let underWay = 0;
  const finished = Promise.withResolvers<void>();
  const route: RequestHandler = (request, response) => {
    request.url = originForm(request.url ?? '/');
    underWay++;
    response.once('close', () => {
      underWay--;
      if (underWay === 0 && handler === stopping) finished.resolve();
    });
    if (held) held.push([request, response]);
    else handler(request, response);
  };
  const plain = createHttpServer(serverOptions, route);
  const secure = tls && createHttpsServer({ key: tls.key, cert: tls.cert, ...serverOptions }, route);
  const servers = secure ? [plain, secure] : [plain];
  for (const server of servers) server.on('clientError', refuseUnread);
  const origin = await opened(plain, 'http', host, port);
  const tlsOrigin = tls && secure ? await opened(secure, 'https', host, tls.port) : undefined;
  return {
    origin,
    tlsOrigin,
    serve(options, surfaces) {
      handler = createFrontDoor(options, surfaces, () => closing);
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
    drain() {
      closing = true;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      handler = stopping;
      if (underWay === 0) finished.resolve();
      const isFinished = await within(
        finishMs,
        finished.promise.then(() => true),
      );
      const closed = Promise.all(servers.map(close));
      // Whoever has connected may be about to send; what is sent is answered.
      await within(isFinished ? lingerMs : 0, closed);
      for (const server of servers) server.closeAllConnections();
      await closed;
    },
  };
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  unavailable(response, 'The service is starting. Please retry again later.');
}

function stopping(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.setHeader('Connection', 'close');
  unavailable(response, 'The service is stopping. Please retry again later.');
}

function unavailable(response: ServerResponse, message: string): void {
  const body = errorBody('ServiceUnavailable', message);
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' }).end(body);
}

/** What `work` comes to, or `undefined` when it takes longer. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const waited = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: waited.signal }).catch(() => undefined);
  return Promise.race([work, late]).finally(() => waited.abort());
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
