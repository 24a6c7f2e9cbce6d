import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { failures } from '../../src/model/failures.ts';
import { startWorld } from '../harness/world.ts';

const ops = join(import.meta.dirname, '../../docs/ops');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const rules: Rule[] = parse(readFileSync(join(ops, 'alerts.yaml'), 'utf8')).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
);
const dashboard = readFileSync(join(ops, 'grafana-dashboard.json'), 'utf8');
const panels: { id: number; title: string; gridPos: object; targets?: { expr: string }[] }[] =
  JSON.parse(dashboard).panels;
const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const expressions = [...rules.map(({ expr }) => expr), ...shown, 'process_start_time_seconds'];

function metricsIn(text: string): string[] {
  const names = text.matchAll(/\b(?:assistd|nodejs|process)_[a-z_]+\b/g);
  return [...names].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
}

test('dashboard and alerts ask for metrics that exist, and every metric is asked for', async () => {
  await using world = await startWorld({ settings: { metricsPort: 0 } });
  const text = await (await fetch(`${world.service.metricsOrigin}/metrics`)).text();
  const existing = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '');
  const asked = new Set(expressions.flatMap(metricsIn));
  assert.deepEqual(
    [...asked].filter((name) => !existing.includes(name)),
    [],
  );
  assert.deepEqual(
    existing.filter((name) => !asked.has(name)),
    [],
    'nobody looks at these',
  );
});

test('reasons and kinds that are looked for exist', () => {
  const all = expressions.join('\n');
  for (const [, reasons = ''] of all.matchAll(/reason=~?"([^"]+)"/g)) {
    for (const reason of reasons.split('|')) assert.ok(reason in failures, `${reason} is no failure`);
  }
  const operate = readFileSync(join(ops, '../guide/operate.md'), 'utf8');
  for (const [, kind] of all.matchAll(/kind="([^"]+)"/g))
    assert.ok(operate.includes(`\`${kind}\``), `${kind} is no kind`);
});

test('every alert has a severity and says what it is about, and the guide says what to do', () => {
  const guide = readFileSync(join(ops, '../guide/observe.md'), 'utf8');
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(critical|warning|info)$/);
    assert.ok(annotations.summary.length > 10);
    assert.ok(guide.includes(`\`${alert}\``), `docs/guide/observe.md does not say what to do about ${alert}`);
  }
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
});
