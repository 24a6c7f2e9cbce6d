import type { Answer, Exchange } from '../http/exchange.ts';
import type { Surfaces } from '../http/front-door.ts';
import { type Asked, type OwnNames, refusalOf } from './foreign-origin.ts';

// Clients that cannot be told another authority have these names mapped to loopback; no page of a stranger has them.
const authorities = ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net', 'sts.windows.net'];

/** The same surfaces, Graph and console included, for programs and pages of this machine alone. */
export function guardedSurfaces(surfaces: Surfaces, publicOrigin: string | undefined): Surfaces {
  const own: OwnNames = { publicOrigin, hosts: authorities };
  const guarded = (surface: Surfaces['graph']) => async (exchange: Exchange) =>
    refused(exchange, own) ?? (await surface(exchange));
  const pages = Object.entries(surfaces.pages).map(([name, surface]) => [name, guarded(surface)]);
  return { ...surfaces, graph: guarded(surfaces.graph), pages: Object.fromEntries(pages) };
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
