import type { Answer, Exchange } from '../http/exchange.ts';
import type { RequestHandler, Surfaces } from '../http/front-door.ts';
import { type Asked, type OwnNames, refusalOf } from './foreign-origin.ts';

// Clients that cannot be told another authority have these names mapped to loopback; no page of a stranger has them.
const authorities = ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net', 'sts.windows.net'];

/** The same surfaces, Graph and console included, for programs and pages of this machine alone. */
export function guardedSurfaces(surfaces: Surfaces, publicOrigin: string | undefined): Surfaces {
  const own: OwnNames = { publicOrigin, hosts: authorities };
  const guarded = (surface: Surfaces['graph']) => async (exchange: Exchange) =>
    refused(exchange, own) ?? (await surface(exchange));
  const each = <T>(named: Readonly<Record<string, T>>, guard: (surface: T) => T) =>
    Object.fromEntries(Object.entries(named).map(([name, surface]) => [name, guard(surface)]));
  return {
    ...surfaces,
    graph: guarded(surfaces.graph),
    pages: each(surfaces.pages, guarded),
    ...(surfaces.raw && { raw: each(surfaces.raw, (handler) => guardedHandler(handler, own)) }),
  };
}

function guardedHandler(handler: RequestHandler, own: OwnNames): RequestHandler {
  return (request, response) => {
    const answer = refused(request, own);
    if (!answer) return handler(request, response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
}

/** In the form of Graph's errors, where SDKs look for the sentence. */
function refused(asked: Asked, own: OwnNames): Answer | undefined {
  const message = refusalOf(asked, own);
  if (message === undefined) return undefined;
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  return { status: 403, headers, body: JSON.stringify({ error: { code: 'Forbidden', message } }) };
}
