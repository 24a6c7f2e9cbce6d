import type { Answer, Exchange } from '../exchange.ts';

const exposed =
  'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Retry-After';

/** Bearer tokens are the Graph's only credential, so any origin may ask it: a page can do no more than the token it holds. */
const corsHeaders = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };

/** The answer as a page of another origin may read it, where one asks. */
export function withCors({ headers: { origin } }: Exchange, answer: Answer): Answer {
  return origin === undefined ? answer : { ...answer, headers: { ...corsHeaders, ...answer.headers } };
}

/** What a browser is told that asks whether a page may send a request. */
export function preflight(exchange: Exchange): Answer<string> {
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
