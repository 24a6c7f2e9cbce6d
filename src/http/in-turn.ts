import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from './front-door.ts';

/** So many requests behind one that is under way, and a connection is not read on. */
const mostBehind = 32;

/** The requests of connections, each connection's one after the other. */
export interface InTurn {
  readonly handle: RequestHandler;
  /** Whether a request of the connection is under way. */
  isUnderWay(socket: Duplex): boolean;
}

/**
 * Begins a request when the one before it on its connection is over, as clients that pipeline may expect (RFC 9112, section 9.3.2). Begun at
 * once, the second could be done before the first, and a thousand answers fit behind one that nobody takes.
 *
 * @param ended is told of each that was begun
 */
export function inTurn(begin: RequestHandler, ended: () => void): InTurn {
  const behind = new WeakMap<Duplex, Parameters<RequestHandler>[]>();
  const beginOne = (...[request, response]: Parameters<RequestHandler>): void => {
    response.on('close', over);
    void begin(request, response);
  };
  // One for all: a function for each response, and what takes it off again, cost as much as finding a row.
  function over(this: ServerResponse): void {
    const { socket } = this.req;
    const queue = behind.get(socket);
    // Behind an answer that ends its connection nothing is done any more (section 9.6).
    const next = socket.writable ? queue?.shift() : undefined;
    if (next) beginOne(...next);
    else behind.delete(socket);
    if (queue?.length === 0 && socket.isPaused()) socket.resume();
    ended();
  }
  return {
    handle(request, response) {
      const { socket } = request;
      const queue = behind.get(socket);
      if (!queue) {
        behind.set(socket, []);
        beginOne(request, response);
      } else if (queue.push([request, response]) >= mostBehind) socket.pause();
    },
    isUnderWay: (socket) => behind.has(socket),
  };
}
