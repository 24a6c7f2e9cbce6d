import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedMetrics } from '../contract/metrics-page.ts';

/** Where operators are told of metrics by their names. */
const told = ['docs/guide/observe.md', 'docs/ops/alerts.yaml', 'docs/ops/grafana-dashboard.json'];

/** Metrics that say nothing of themselves, and names that alerts, dashboard or guide have and no metric. */
export function metricProblems(root: string): string[] {
  const names = new Set(describedMetrics.map(({ name }) => name));
  const silent = describedMetrics
    .filter(({ help }) => help.trim() === '')
    .map(({ name }) => `the metric ${name} has no help`);
  const unknown = told.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const used = new Set([...text.matchAll(/\b(?:assistd|nodejs|process)_[a-z_]*[a-z]\b/g)].map(([name]) => name));
    return [...used].filter((name) => !isOf(names, name)).map((name) => `${file} names ${name}, which is no metric`);
  });
  return [...silent, ...unknown];
}

function isOf(names: ReadonlySet<string>, used: string): boolean {
  // What stands for several is written as their common beginning.
  return names.has(used) || names.has(used.replace(/_(bucket|sum|count)$/, ''));
}
