import type { ServerResponse } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import { isLoopback } from '../../core/loopback.ts';
import { STATUS_CODES } from '../../core/node-http.ts';
import { Pieces } from '../../core/pieces.ts';
import { takesEncoding } from '../accepted.ts';
import { dropped, isLeftUnread } from '../body.ts';
import { type Answer, clientRequestIdOf, type Exchange } from '../exchange.ts';
import { Outbox, type Ready } from './outbox.ts';

const gzipText = promisify(gzip);
// Below this, a compressed answer saves less than its own headers cost.
const compressFromBytes = 2048;
/** Below so many characters or bytes, what is written with its head in one piece is less work than a buffer behind it. */
const encodeFrom = 32 * 1024;

const outbox = new Outbox();

/** What every answer of every surface says, whoever writes the rest of it. What a surface says nothing of is nobody's to keep. */
function headOf(
  exchange: Pick<Exchange, 'requestId' | 'origin' | 'headers'>,
  headers: Answer['headers'],
): Ready['head'] {
  const { requestId, origin } = exchange;
  const head = ['request-id', requestId, 'client-request-id', clientRequestIdOf(exchange) ?? requestId];
  if (isStrict(origin)) head.push('Strict-Transport-Security', 'max-age=31536000');
  if (headers['Cache-Control'] === undefined) head.push('Cache-Control', 'no-store');
  for (const name in headers) head.push(name, headers[name] as string);
  return head;
}

/** A browser that was told once to use https for `localhost` uses it for everything that a developer ever starts there. */
function isStrict(origin: string): boolean {
  return origin.startsWith('https://') && !isLoopback(origin.slice('https://'.length).replace(/:\d+$/, ''));
}

/** What one answer says that is of the moment. */
interface Sending {
  /** Whether it is the last of its connection. */
  readonly last: boolean;
  /** Where the machine's clock does not say when it is. */
  readonly date: string | undefined;
}

/** Writes an answer, with what every answer carries. Nobody needs to wait unless there is a promise. */
export function send(
  exchange: Exchange,
  answer: Answer,
  response: ServerResponse,
  { last, date }: Sending,
): Promise<void> | undefined {
  const { headers, body } = answer;
  const { req: request } = response;
  const head = headOf(exchange, headers);
  if (date !== undefined) head.push('Date', date);
  if (headers.Vary === undefined) head.push('Vary', 'Accept-Encoding');
  const unread = isLeftUnread(request);
  if (last || unread) head.push('Connection', 'close');
  const finish = (bytes: Answer['body']) => write({ response, status: answer.status, head, body: bytes }, unread);
  if (
    !body ||
    body.length < compressFromBytes ||
    headers['Content-Encoding'] !== undefined ||
    !takesEncoding(exchange.headers['accept-encoding'], 'gzip')
  ) {
    return finish(body);
  }
  head.push('Content-Encoding', 'gzip');
  return gzipped(body).then(finish);
}

function write({ response, status, head, body }: Ready, unread: boolean): Promise<void> | undefined {
  // To be counted and to be sent, a text is encoded twice.
  let sent = body;
  if (typeof body === 'string' && body.length >= encodeFrom) sent = new Pieces([Buffer.from(body)]);
  else if (body instanceof Pieces && body.length < encodeFrom) sent = body.joined();
  // A 204 has no length (RFC 9110, section 8.6), and a 304 has that of what it stands for.
  if (status !== 204 && status !== 304) head.push('Content-Length', String(lengthOf(sent)));
  if (unread) return writeUnread({ response, status, head, body: sent });
  outbox.put({ response, status, head, body: sent });
  return undefined;
}

/** Closed at once, the connection would be reset under a client that is still sending, and the answer lost with it. */
async function writeUnread({ response, status, head, body }: Ready): Promise<void> {
  response.writeHead(status, head).flushHeaders();
  if (body) response.write(body instanceof Pieces ? body.joined() : body);
  await dropped(response.req);
  response.end();
}

/** In bytes. */
function lengthOf(body: Answer['body']): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

async function gzipped(body: NonNullable<Answer['body']>): Promise<Buffer> {
  if (!(body instanceof Pieces)) return await gzipText(body, { level: 1 });
  // Put together first, they would be copied: the pages of a batch take 7 ms, in which nobody else is answered.
  const parts: Buffer[] = await Readable.from(body.buffers)
    .pipe(createGzip({ level: 1 }))
    .toArray();
  body.giveBack();
  return Buffer.concat(parts);
}

/** Answers what could not be read as a request, and ends the connection. */
export function sendUnread(socket: Duplex, requestId: string, { status, headers, body = '' }: Answer<string>): void {
  const head = headOf({ requestId, origin: '', headers: {} }, headers);
  head.push('Content-Length', String(Buffer.byteLength(body)), 'Connection', 'close');
  const lines = head.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
