import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { newId } from '../../core/id.ts';
import type { Log } from '../../core/log.ts';
import { maxHeaderSize } from '../../core/node-http.ts';
import type { Answer } from '../exchange.ts';
import { mostBehind } from './in-turn.ts';
import { sendUnread } from './send.ts';

/** For a request to arrive whole, in milliseconds: 4 MB at half a megabit in a second. */
export const requestTimeout = 60_000;

/** What cannot be read as HTTP is answered here; SDKs find an error only in JSON. */
export function refuseUnread({ code }: NodeJS.ErrnoException, socket: Duplex, log: Log): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  refuse(socket, log, unreadAnswer(code), code);
}

/** A client that takes us for its proxy would else see its connection end, and nothing of why. */
export function refuseTunnel(socket: Duplex, log: Log): void {
  // Clients come and go as they like.
  socket.on('error', () => socket.destroy());
  const message =
    'This is no proxy, so it takes no CONNECT: send requests to it directly. assistd dev --as-graph is one, for the hosts of Graph.';
  refuse(socket, log, errorAnswer(501, 'NotImplemented', message), 'CONNECT');
  // What is not read does not end.
  socket.resume();
}

/** Whoever sends so many requests ahead reads no answer that could say so. */
export function tellFlood(socket: Duplex, log: Log): void {
  const reason = `more than ${mostBehind} requests wait behind one on a connection`;
  log.info({ ipAddress: (socket as Socket).remoteAddress, reason }, 'connection ended');
}

function refuse(socket: Duplex, log: Log, answer: Answer<string>, code: string | undefined): void {
  const requestId = newId();
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

/** An error as Graph gives one, where no request was read that could be told of. */
export function errorAnswer(status: number, code: string, message: string): Answer<string> {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ error: { code, message } }),
  };
}
