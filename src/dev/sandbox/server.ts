import type { IncomingMessage, ServerResponse } from 'node:http';
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
