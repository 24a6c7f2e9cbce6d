import type { Log } from '../core/log.ts';
import type { Surface } from '../http/exchange.ts';
import { type Listening, listen } from '../http/port/listen.ts';
import type { WatchedService } from './gauges.ts';
import type { Metrics } from './metrics.ts';
import { metricsSurfaces } from './metrics-page.ts';

/** The settings that decide whether and where there are metrics. */
export interface MetricsSettings {
  readonly metrics: boolean;
  readonly metricsHost: string;
  readonly metricsPort?: number | undefined;
  readonly trustedProxies: readonly string[];
}

/** Loaded only where it is wanted: the library takes some 45 ms. */
export async function openMetrics(
  { metrics, metricsPort }: MetricsSettings,
  service: WatchedService,
): Promise<Metrics | undefined> {
  if (!metrics && metricsPort === undefined) return undefined;
  return (await import('./metrics.ts')).createMetrics(service);
}

/** Opens the port that is for metrics and health alone, where there is to be one. */
export async function listenForMetrics(
  { metricsHost: host, metricsPort: port, trustedProxies }: MetricsSettings,
  metrics: Metrics | undefined,
  health: Surface,
  log: Log,
): Promise<Listening | undefined> {
  if (!metrics || port === undefined) return undefined;
  const listening = await listen({ host, port, setting: 'metricsPort', finishMs: 1000 });
  listening.serve({ trustedProxies }, metricsSurfaces(metrics, health, log));
  return listening;
}
