import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { silent } from '../../core/log.ts';
import { createServer as createHttpServer } from '../../core/node-http.ts';
import { nodeHttps } from '../../core/node-tls.ts';
import { endEmpty } from '../body.ts';
import type { Surface } from '../exchange.ts';
import { preflight, withCors } from '../graph/cors.ts';
import { healthWithout } from '../page/health.ts';
import { type Reporting, reportedSurface } from '../report.ts';
import { createFrontDoor, namesOneHost, type RequestHandler, type ServeOptions, type Surfaces } from './front-door.ts';
import { inTurn } from './in-turn.ts';
import { openPort, type Port } from './open-port.ts';
import { type SecureServer, securePort } from './secure-port.ts';
import { errorAnswer, refuseTunnel, refuseUnread, requestTimeout, tellFlood } from './unread.ts';

/** Where the service listens. */
export interface BindOptions {
  readonly host: string;
  readonly port: number;
  /** The setting that `port` comes from. Default `port`. */
  readonly setting?: Port['setting'];
  /**
   * A second port that speaks TLS, for the clients that insist on it. `late`: key and certificate are read for its first connection, so
   * that nothing says before whether they are any good.
   */
  readonly tls?:
    | { readonly port: number; readonly key: string; readonly cert: string; readonly late?: boolean }
    | undefined;
  /** Takes `CONNECT`, which is refused without; `secure` serves the TLS port. */
  readonly connect?:
    | ((request: IncomingMessage, socket: Duplex, head: Buffer, secure: SecureServer) => void)
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
  /** PEM of what is shown to who connects to the TLS port. */
  certificate(): string | undefined;
  /** Who connects to the TLS port from now on is shown this certificate. */
  secure(pair: { readonly key: string; readonly cert: string }): void;
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

// Node would refuse a request without one by itself: without a request-id, an error in JSON, and a line in the log.
const requireHostHeader = false;

const serverOptions = {
  keepAliveTimeout,
  joinDuplicateHeaders,
  requestTimeout,
  requireHostHeader,
};

/**
 * Opens the ports, so that their numbers are known before anything that names them is made.
 * @throws {PortUnavailable} where one cannot be opened; then none is
 */
export async function listen({
  host,
  port,
  setting = 'port',
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
  const requests = inTurn(
    (request, response) => {
      underWay++;
      if (held) held.push([request, response]);
      else void handler(request, response);
    },
    {
      ended() {
        underWay--;
        if (underWay === 0 && stopping) finished.resolve();
      },
      tooMany: (socket) => tellFlood(socket, reporting.log),
    },
  );
  const route: RequestHandler = (request, response) => {
    endEmpty(request);
    if (!request.url?.startsWith('/')) readTarget(request);
    void requests.handle(request, response);
  };
  // No server closes what it has handed out.
  const tunnels = new Set<Duplex>();
  const servers: HttpServer[] = [];
  const prepared = <S extends HttpServer>(server: S): S => {
    servers.push(server);
    server.on('connect', (request, socket, head) => {
      if (!secure || !connect || server !== plain) return refuseTunnel(socket, reporting.log);
      tunnels.add(socket.once('close', () => tunnels.delete(socket)));
      connect(request, socket, head, secure.server());
    });
    // A client that waits for the word to send its body gets it from whoever reads the body; what else it expects is not looked at
    // (RFC 9110, section 10.1.1).
    server.on('checkContinue', route).on('checkExpectation', route);
    // What a client does not take is held in memory. Whoever waits for an answer has nothing to take, and waits on.
    server.setTimeout(stallMs, (socket: Socket) => {
      if (tunnels.has(socket) || (requests.isUnderWay(socket) && socket.writableLength === 0)) return;
      socket.destroy();
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      requests.end(socket, () => refuseUnread(error, socket, reporting.log)),
    );
    return server;
  };
  const plain: HttpServer = prepared(createHttpServer(serverOptions, route));
  const secure =
    tls &&
    securePort(
      () => prepared(nodeHttps().createServer({ key: tls.key, cert: tls.cert, ...serverOptions }, route)),
      tls.late ?? false,
    );
  let certificate = tls?.cert;
  const origin = await openPort(plain, { scheme: 'http', host, port, setting });
  const opening =
    tls && secure && openPort(secure.listener, { scheme: 'https', host, port: tls.port, setting: 'tlsPort' });
  const tlsOrigin = await opening?.catch(async (error) => {
    // A port that stays open keeps the process alive.
    await close(plain);
    throw error;
  });
  return {
    origin,
    tlsOrigin,
    serve(serveOptions, surfaces) {
      handler = createFrontDoor(serveOptions, surfaces, () => closing);
      options = serveOptions;
      reporting = surfaces.reporting;
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
    certificate: () => certificate,
    secure({ key, cert }) {
      secure?.server().setSecureContext({ key, cert });
      certificate = cert;
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
      const closed = Promise.all([...new Set<Server>([...servers, ...(secure ? [secure.listener] : [])])].map(close));
      // Whoever has connected may be about to send; what is sent is answered.
      await within(isFinished ? lingerMs : 0, closed);
      for (const server of servers) server.closeAllConnections();
      for (const socket of tunnels) socket.destroy();
      await closed;
    },
  };
}

/** What is answered everywhere while there is no service. */
function turningAway(state: 'starting' | 'stopping', reporting: Reporting): Surfaces {
  const answer = errorAnswer(503, 'ServiceUnavailable', `The service is ${state}. Please retry again later.`);
  const unavailable = { ...answer, headers: { ...answer.headers, 'Retry-After': '1' } };
  const tell = () => unavailable;
  // A page of another origin would else not be told when to come back, nor even ask.
  const graph: Surface = async (exchange) =>
    withCors(exchange, exchange.method === 'OPTIONS' ? preflight(exchange) : unavailable);
  return {
    graph: reportedSurface(reporting, 'unavailable', graph, tell),
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

type HttpServer = ReturnType<typeof createHttpServer>;

/**
 * Proxies, and who takes us for one, may send the whole URL as the request's target: then the host is the one that stands there, whatever
 * the Host header says, which has to be in order all the same (RFC 9112, sections 3.2 and 3.2.2).
 */
function readTarget(request: IncomingMessage): void {
  const [, host, path = ''] = /^(?:https?:\/\/([^/?]*))?(.*)$/is.exec(request.url ?? '') ?? [];
  request.url = path.startsWith('/') ? path : `/${path}`;
  if (host && namesOneHost(request)) request.headers.host = host;
}

function close(server: Server | HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
