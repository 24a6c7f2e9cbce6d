import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../../core/loopback.ts';
import type { Incoming, Reply } from './exchange.ts';

const largestBody = 1024 * 1024;

/** @throws RangeError when the body is larger than 1 MB */
export async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new RangeError('the body is too large');
    chunks.push(chunk);
  }
  const url = new URL(request.url ?? '/', 'http://sandbox');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

/** Whether a page of another site makes the browser ask: by a name of its own for this address, or by a form across sites. */
export function isForeign(incoming: Incoming): boolean {
  const host = URL.parse(`http://${incoming.headers.host ?? ''}`)?.hostname ?? '';
  const isRead = incoming.method === 'GET' || incoming.method === 'HEAD';
  return !isLoopback(host) || (!isRead && incoming.headers['sec-fetch-site'] === 'cross-site');
}
