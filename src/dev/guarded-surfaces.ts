import type { TurnableClock } from '../core/clock.ts';
import type { Answer, Exchange } from '../http/exchange.ts';
import type { Surfaces } from '../http/port/front-door.ts';
import { type Asked, type OwnNames, refusalOf } from './foreign-origin.ts';
import { graphHosts, originAsGraph } from './graph-hosts.ts';

/**
 * The same surfaces, Graph and console included, for programs and pages of this machine alone. Clients that cannot be told another
 * Graph or authority reach us by those names.
 */
export function guardedSurfaces(surfaces: Surfaces, publicOrigin: string | undefined, clock: TurnableClock): Surfaces {
  const own: OwnNames = { publicOrigin, hosts: graphHosts };
  const named = (exchange: Exchange): Exchange => {
    const origin = publicOrigin ?? originAsGraph(exchange.headers.host);
    return origin === undefined ? exchange : { ...exchange, origin };
  };
  // Programs call one name again and again, and tell nothing of a page.
  let known: string | undefined;
  const admitted = ({ headers }: Exchange) =>
    headers.host !== undefined &&
    headers.host === known &&
    headers.origin === undefined &&
    headers['sec-fetch-site'] === undefined;
  const guarded =
    (surface: Surfaces['graph']): Surfaces['graph'] =>
    (exchange) => {
      if (!admitted(exchange)) {
        const refusal = refused(exchange, own);
        if (refusal) return Promise.resolve(refusal);
        known = exchange.headers.host;
      }
      return surface(named(exchange));
    };
  const pages = Object.entries(surfaces.pages).map(([name, surface]) => [name, guarded(surface)]);
  // Whoever holds points in time against the `Date` of an answer gets what they are written by (RFC 9110, section 6.6.1).
  const date = () => (clock.offset === 0 ? undefined : new Date(clock.now()).toUTCString());
  return { ...surfaces, graph: guarded(surfaces.graph), pages: Object.fromEntries(pages), date };
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
