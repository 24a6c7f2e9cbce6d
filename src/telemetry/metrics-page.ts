import type { Answer, Exchange } from '../http/exchange.ts';
import type { Surfaces } from '../http/front-door.ts';
import type { Metrics } from './metrics.ts';

/** `/metrics`, as Prometheus asks for it. */
export function createMetricsPage(metrics: Metrics): (exchange: Exchange) => Promise<Answer> {
  return async ({ method, path }) => {
    if (!/^\/+metrics\/?$/i.test(path)) return { status: 404, headers: plain, body: 'There is only /metrics.\n' };
    if (method !== 'GET') return { status: 405, headers: { ...plain, Allow: 'GET' }, body: 'Only GET.\n' };
    const headers = { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' };
    return { status: 200, headers, body: await metrics.text() };
  };
}

const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

/** What a port that is for metrics alone answers: they, and the health of the service. */
export function metricsSurfaces(metrics: Metrics, health: (exchange: Exchange) => Promise<Answer>): Surfaces {
  return {
    graph: async () => ({ status: 404, headers: plain, body: 'There are only /metrics and /health.\n' }),
    refuse: () => ({ status: 400, headers: plain, body: 'The request cannot be read.\n' }),
    pages: { metrics: createMetricsPage(metrics), health },
  };
}
