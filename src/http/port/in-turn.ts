import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from './front-door.ts';

/**
 * So many requests behind one that is under way, and the connection ends. Node reads all that come in a packet, which is a thousand, and keeps
 * them as long as the connection: they take 60 times the memory that they are long.
 */
export const mostBehind = 100;

/** The requests of connections, each connection's one after the other. */
export interface InTurn {
  readonly handle: RequestHandler;
  /** Whether a request of the connection is under way. */
  isUnderWay(socket: Duplex): boolean;
  /** Ends a connection that cannot be read on: at once, or when the requests are answered that had come whole. */
  end(socket: Duplex, work: () => void): void;
}

/** Who is told. */
export interface OfTurns {
  /** Of each request that was begun. */
  readonly ended: () => void;
  /** Of a connection that brings too many. */
  readonly tooMany: (socket: Duplex) => void;
}

/** What is under way on a connection, and what comes after it. */
interface Turn {
  request: IncomingMessage;
  readonly behind: Parameters<RequestHandler>[];
  end?: () => void;
}

/**
 * Begins a request when the one before it on its connection is over, as clients that pipeline may expect (RFC 9112, section 9.3.2). Begun at
 * once, the second could be done before the first, and many answers fit behind one that nobody takes.
 */
export function inTurn(begin: RequestHandler, { ended, tooMany }: OfTurns): InTurn {
  const turns = new WeakMap<Duplex, Turn>();
  const beginOne = (...[request, response]: Parameters<RequestHandler>): void => {
    response.on('close', over);
    void begin(request, response);
  };
  // One for all: a function for each response, and what takes it off again, cost as much as finding a row.
  function over(this: ServerResponse): void {
    const { socket } = this.req;
    const turn = turns.get(socket);
    // Behind an answer that ends its connection nothing is done any more (section 9.6).
    const next = socket.writable ? turn?.behind.shift() : undefined;
    if (turn && next) {
      [turn.request] = next;
      beginOne(...next);
    } else turns.delete(socket);
    if (!next && socket.writable) turn?.end?.();
    ended();
  }
  return {
    handle(request, response) {
      const { socket } = request;
      const turn = turns.get(socket);
      if (!turn) {
        turns.set(socket, { request, behind: [] });
        beginOne(request, response);
      } else if (turn.behind.length < mostBehind) turn.behind.push([request, response]);
      else if (!socket.destroyed) tooMany(socket.destroy());
    },
    isUnderWay: (socket) => turns.has(socket),
    end(socket, work) {
      const turn = turns.get(socket);
      // Whoever waits for the rest of a body that will not come has to be told.
      if (turn?.request.complete) turn.end = work;
      else work();
    },
  };
}
