import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
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

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

suite('Prometheus’ own tool', {
  skip: !hasPromtool && 'promtool is not installed (Debian package prometheus)',
}, () => {
  test('takes the alerts, and every expression of the dashboard', () => {
    // As a rule of its own each, because that is what the tool reads.
    // What Grafana puts in, an interval, is put in here.
    const asked = shown.map((expr) => expr.replaceAll(/\$__\w+/g, '5m'));
    const records = asked.map((expr, index) => ({ record: `shown:${index}`, expr }));
    promtool(
      { 'dashboard.yaml': { groups: [{ name: 'dashboard', rules: records }] } },
      'check',
      'rules',
      'dashboard.yaml',
    );
    promtool({}, 'check', 'rules', join(ops, 'alerts.yaml'));
  });

  test('raises the alerts about a database that is away and an end that nobody confirmed, and no others', () => {
    const unconfirmed = 'assistd_obligation_attempt_duration_seconds_count{kind="grant.retire",result="unconfirmed"}';
    const alert = (alertname: string, labels: object, summary: string) => ({
      eval_time: '5m',
      alertname,
      exp_alerts: [{ exp_labels: { severity: 'critical', ...labels }, exp_annotations: { summary } }],
    });
    const silent = rules
      .filter((each) => !['AssistdDatabaseDown', 'AssistdNotConfirmed'].includes(each.alert))
      .map((each) => ({ eval_time: '5m', alertname: each.alert }));
    const tests = {
      rule_files: [join(ops, 'alerts.yaml')],
      evaluation_interval: '30s',
      tests: [
        {
          interval: '30s',
          input_series: [
            { series: 'up{job="assistd",instance="a"}', values: '1x20' },
            { series: 'assistd_database_up{instance="a"}', values: '1 1 0x18' },
            { series: 'assistd_database_up{instance="b"}', values: '1 0 1x18' },
            // The counter is not there until something is unconfirmed.
            { series: unconfirmed, values: '_ _ 1x18' },
          ],
          alert_rule_test: [
            alert('AssistdDatabaseDown', { instance: 'a' }, 'A replica of assistd cannot reach its database.'),
            alert(
              'AssistdNotConfirmed',
              { kind: 'grant.retire' },
              'The end of a grant.retire was not confirmed by the partner; somebody has to look there.',
            ),
            ...silent,
          ],
        },
      ],
    };
    promtool({ 'tests.yaml': tests }, 'test', 'rules', 'tests.yaml');
  });

  test('raises the alert about an end that nobody confirmed also when replicas were started anew or replaced since the last one, and once', () => {
    const unconfirmed = (instance: string) =>
      `assistd_obligation_attempt_duration_seconds_count{kind="grant.retire",result="unconfirmed",instance="${instance}"}`;
    const expected = {
      exp_labels: { severity: 'critical', kind: 'grant.retire' },
      exp_annotations: {
        summary: 'The end of a grant.retire was not confirmed by the partner; somebody has to look there.',
      },
    };
    const at = (eval_time: string, raised: boolean) => ({
      eval_time,
      alertname: 'AssistdNotConfirmed',
      exp_alerts: raised ? [expected] : [],
    });
    const test = (series: Readonly<Record<string, string>>, ...alert_rule_test: object[]) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([instance, values]) => ({ series: unconfirmed(instance), values })),
      alert_rule_test,
    });
    const tests = {
      rule_files: [join(ops, 'alerts.yaml')],
      evaluation_interval: '1m',
      tests: [
        // Five of long ago, a start, and one more soon after it.
        test({ a: '5x150 _x10 1x200' }, at('150m', false), at('165m', true), at('300m', false)),
        // The same, an hour and a half after the start.
        test({ a: '5x150 _x90 1x200' }, at('235m', false), at('250m', true), at('350m', false)),
        // Another replica in its place.
        test({ a: '5x150', b: '_x160 1x200' }, at('155m', false), at('165m', true), at('260m', false)),
        // It goes on counting.
        test({ a: '5x150 6x200' }, at('150m', false), at('160m', true), at('260m', false)),
      ],
    };
    promtool({ 'tests.yaml': tests }, 'test', 'rules', 'tests.yaml');
  });

  test('raises the alert about a service that is down also where no replica is left to ask', () => {
    const alert = (eval_time: string, labels?: object) => ({
      eval_time,
      alertname: 'AssistdDown',
      exp_alerts: labels
        ? [
            {
              exp_labels: { severity: 'critical', job: 'assistd', ...labels },
              exp_annotations: { summary: 'A replica of assistd does not answer, or there is none.' },
            },
          ]
        : [],
    });
    const up = { series: 'up{job="assistd",instance="a"}', values: '1x10 0x10 _x20' };
    const tests = {
      rule_files: [join(ops, 'alerts.yaml')],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [up],
          alert_rule_test: [alert('9m'), alert('18m', { instance: 'a' }), alert('35m', {})],
        },
      ],
    };
    promtool({ 'tests.yaml': tests }, 'test', 'rules', 'tests.yaml');
  });

  test('raises an alert about a certificate two weeks before it ends', () => {
    // The tool's time begins at 0.
    const end = (days: number) => `${days * 86_400}x200`;
    const series = (of: string, instance: string) =>
      `assistd_certificate_end_timestamp_seconds{of="${of}",instance="${instance}"}`;
    const summary = 'The certificate of tlsCertificateFile ends in 12d 22h 0m 0s.';
    const tests = {
      rule_files: [join(ops, 'alerts.yaml')],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [
            { series: series('tlsCertificateFile', 'a'), values: end(13) },
            { series: series('tlsCertificateFile', 'b'), values: end(90) },
            { series: series('id.example.org', 'a'), values: end(15) },
          ],
          alert_rule_test: [
            {
              eval_time: '2h',
              alertname: 'AssistdCertificate',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warning', of: 'tlsCertificateFile' },
                  exp_annotations: { summary },
                },
              ],
            },
          ],
        },
      ],
    };
    promtool({ 'tests.yaml': tests }, 'test', 'rules', 'tests.yaml');
  });
});

/** Runs it in a folder with these files, written as YAML reads them. */
function promtool(files: Readonly<Record<string, object>>, ...command: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    const { status, stdout, stderr } = spawnSync('promtool', command, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
