import type { Log } from '../core/log.ts';
import type { Surface } from '../http/exchange.ts';
import type { Surfaces } from '../http/port/front-door.ts';
import { reportedSurface } from '../http/report.ts';
import type { Metrics } from './metrics.ts';

/** `/metrics`, as Prometheus asks for it. */
export function createMetricsPage(metrics: Metrics): Surface {
  return async ({ method, path }) => {
    if (!/^\/+metrics\/?$/i.test(path)) return { status: 404, headers: plain, body: 'There is only /metrics.\n' };
    if (method !== 'GET') return { status: 405, headers: { ...plain, Allow: 'GET' }, body: 'Only GET.\n' };
    return { status: 200, headers: { 'Content-Type': metrics.contentType }, body: await metrics.text() };
  };
}

const plain = { 'Content-Type': 'text/plain; charset=utf-8' };

/** What a port that is for metrics alone answers: they, and the health of the service. */
export function metricsSurfaces(metrics: Metrics, health: Surface, log: Log): Surfaces {
  const reporting = { log, observer: metrics };
  const tell = () => ({ status: 500, headers: plain, body: 'An unexpected error; the log says which.\n' });
  const missing = async () => ({ status: 404, headers: plain, body: 'There are only /metrics and /health.\n' });
  return {
    graph: reportedSurface(reporting, 'missing', missing, tell),
    tell,
    pages: { metrics: createMetricsPage(metrics), health },
    reporting,
  };
}
