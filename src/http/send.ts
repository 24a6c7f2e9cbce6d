import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Answer, clientRequestIdOf, type Exchange } from './exchange.ts';

const gzipText = promisify(gzip);
// Below this, a compressed answer saves less than its own headers cost.
const compressFromBytes = 2048;

/** Writes an answer, with what every answer carries. `last` closes the connection after it. */
export async function send(exchange: Exchange, answer: Answer, response: ServerResponse, last: boolean): Promise<void> {
  const { status } = answer;
  const headers: Record<string, string | number> = {
    'request-id': exchange.requestId,
    'client-request-id': clientRequestIdOf(exchange) ?? exchange.requestId,
    'x-ms-ags-diagnostic': diagnostic,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
  };
  if (exchange.origin.startsWith('https:')) headers['Strict-Transport-Security'] = 'max-age=31536000';
  if (exchange.headers.origin) Object.assign(headers, corsHeaders);
  if (last) headers.Connection = 'close';
  Object.assign(headers, answer.headers);
  let body: string | Buffer | undefined = answer.body;
  if (body && body.length >= compressFromBytes && /\bgzip\b/i.test(exchange.headers['accept-encoding'] ?? '')) {
    headers['Content-Encoding'] = 'gzip';
    body = await gzipText(body, { level: 1 });
  }
  // A 204 has no length (RFC 9110, section 8.6).
  if (status !== 204) headers['Content-Length'] = body === undefined ? 0 : Buffer.byteLength(body);
  response.writeHead(status, headers).end(body);
}

// Support tools read where a Graph request was answered; a self-hosted service has one place to name.
const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'assistd', Slice: 'E', Ring: '0', ScaleUnit: '000', RoleInstance: 'assistd' },
});

const exposed =
  'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Retry-After';

// Bearer tokens are the only credential, so any origin may ask: a page can do no more than the token it holds.
const corsHeaders = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };

/** What a browser is told that asks whether a page may send a request. */
export function preflight(exchange: Exchange): Answer {
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
      'Access-Control-Allow-Headers':
        exchange.headers['access-control-request-headers'] ??
        'authorization, client-request-id, sdkversion, content-type, prefer, consistencylevel',
      'Access-Control-Max-Age': '600',
    },
    body: undefined,
  };
}
