import { TurnableClock } from '../../src/core/clock.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { code, markdownTable } from './markdown.ts';

/** A metric as `/metrics` tells it. */
export interface DescribedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

/** Every metric, of a service in which nothing happens. */
export const describedMetrics: readonly DescribedMetric[] = described(await textOfIdle());

/** The table of metrics, for `contract/metrics.md`. */
export function emitMetrics(): string {
  const rows = describedMetrics.map(({ name, type, help }) => [code(name), type, help]);
  return `# Metrics

Written by \`npm run emit\` from \`src/telemetry\`. Where they are asked for, and what to watch: \`docs/guide/observe.md\`. A histogram has its name with \`_bucket\`,
\`_sum\` and \`_count\` behind it.

${markdownTable(['metric', 'type', 'meaning'], rows)}
`;
}

async function textOfIdle(): Promise<string> {
  const load = { open: 0, idle: 0, waiting: 0 };
  const database = { openObligations: async () => [], load: () => load, clockAheadMs: () => 0 };
  const certificates = { listening: { certificate: () => undefined }, certificates: { all: new Map() } };
  const parts = { database, readiness: { parts: [] }, connectors: [], ...certificates };
  const idle = { ...parts, clock: new TurnableClock(), version: '' };
  using metrics = createMetrics(idle as unknown as Parameters<typeof createMetrics>[0]);
  return await metrics.text();
}

/** Prometheus' text format: a line `# HELP` and a line `# TYPE` for each metric. */
function described(text: string): DescribedMetric[] {
  const helps = new Map([...text.matchAll(/^# HELP (\S+) ?(.*)$/gm)].map(([, name = '', help = '']) => [name, help]));
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({
    name,
    type,
    help: helps.get(name) ?? '',
  }));
}
