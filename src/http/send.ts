import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isLoopback } from '../core/loopback.ts';
import { takesEncoding } from './accepted-encoding.ts';
import { dropped, isLeftUnread } from './body.ts';
import { type Answer, clientRequestIdOf, type Exchange } from './exchange.ts';

const gzipText = promisify(gzip);
// Below this, a compressed answer saves less than its own headers cost.
const compressFromBytes = 2048;

type Head = Record<string, string | number>;

/** What every answer of every surface says, whoever writes the rest of it. */
function headOf(exchange: Pick<Exchange, 'requestId' | 'origin' | 'headers'>): Head {
  const head: Head = {
    'request-id': exchange.requestId,
    'client-request-id': clientRequestIdOf(exchange) ?? exchange.requestId,
  };
  if (isStrict(exchange.origin)) head['Strict-Transport-Security'] = 'max-age=31536000';
  return head;
}

/** A browser that was told once to use https for `localhost` uses it for everything that a developer ever starts there. */
function isStrict(origin: string): boolean {
  return origin.startsWith('https://') && !isLoopback(origin.slice('https://'.length).replace(/:\d+$/, ''));
}

/** Writes an answer, with what every answer carries. `last` closes the connection after it. */
export async function send(exchange: Exchange, answer: Answer, response: ServerResponse, last: boolean): Promise<void> {
  const { status } = answer;
  const { req: request } = response;
  const head = headOf(exchange);
  // What a surface says nothing of is nobody's to keep.
  head['Cache-Control'] = 'no-store';
  head.Vary = 'Accept-Encoding';
  const unread = isLeftUnread(request);
  if (last || unread) head.Connection = 'close';
  Object.assign(head, answer.headers);
  let { body } = answer;
  if (
    body &&
    body.length >= compressFromBytes &&
    head['Content-Encoding'] === undefined &&
    takesEncoding(exchange.headers['accept-encoding'], 'gzip')
  ) {
    head['Content-Encoding'] = 'gzip';
    body = await gzipText(body, { level: 1 });
  }
  // A 204 has no length (RFC 9110, section 8.6), and a 304 has that of what it stands for.
  if (status !== 204 && status !== 304) head['Content-Length'] = body === undefined ? 0 : Buffer.byteLength(body);
  response.writeHead(status, head);
  if (!unread) return void response.end(body);
  // Closed at once, the connection would be reset under a client that is still sending, and the answer lost with it.
  response.flushHeaders();
  if (body) response.write(body);
  await dropped(request);
  response.end();
}

/** Answers what could not be read as a request, and ends the connection. */
export function sendUnread(socket: Duplex, requestId: string, { status, headers, body = '' }: Answer): void {
  const head = {
    ...headOf({ requestId, origin: '', headers: {} }),
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
