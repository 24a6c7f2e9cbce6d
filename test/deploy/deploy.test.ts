import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { environmentName, flagName } from '../../src/settings/names.ts';
import { readSettings } from '../../src/settings/read.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { isOpenToOthers } from '../../src/settings/secrets.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const text = (file: string) => readFileSync(join(deploy, file), 'utf8');
const files = globSync('**/*', { cwd: deploy }).filter(
  (file) => /\.\w+$|Dockerfile$/.test(file) && !file.endsWith('/'),
);

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

test('whatever deploy/ sets is a setting', () => {
  const names = Object.keys(settingsSchema.shape);
  const variables = new Set(names.flatMap((name) => [environmentName(name), `${environmentName(name)}_FILE`]));
  const flags = new Set([...names.map(flagName), '--config']);
  const content = files.map(text);
  const asked = content.flatMap((each) => [...each.matchAll(/\bASSISTD_[A-Z_]+\b/g)].map(([name]) => name));
  assert.ok(asked.length > 8);
  assert.deepEqual(
    asked.filter((name) => !variables.has(name)),
    [],
  );
  const serve = content.flatMap((each) => each.split('\n').filter((line) => /\bserve\b.*--/.test(line)));
  assert.ok(serve.length >= 4);
  const given = serve.flatMap((line) => [...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag));
  assert.deepEqual(
    given.filter((flag) => !flags.has(flag)),
    [],
  );
});

test('every way of running leaves more time to stop than assistd takes', () => {
  const { stopTimeout } = readSettings('dev', { environment: {}, flags: {} });
  const seconds = [
    /TimeoutStopSec=(\d+)s/.exec(text('systemd/assistd.service'))?.[1],
    /stop_grace_period: (\d+)s/.exec(text('docker/compose.yaml'))?.[1],
    parse(text('helm/assistd/values.yaml')).terminationGracePeriodSeconds,
  ];
  for (const each of seconds) assert.ok(Number(each) * 1000 > stopTimeout, `${each} s`);
});

test('systemd accepts the unit, and finds little to expose', {
  skip: !has('systemd-analyze') && 'no systemd-analyze',
}, () => {
  const unit = join(deploy, 'systemd/assistd.service');
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  assert.deepEqual([verified.status, verified.stderr], [0, '']);
  const exposed = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit], {
    encoding: 'utf8',
  });
  assert.equal(exposed.status, 0, exposed.stdout.split('\n').at(-2));
});

test('the Compose file names only secrets and volumes that it declares, and runs assistd read-only and without rights', () => {
  const { services, secrets, volumes } = parse(text('docker/compose.yaml'));
  for (const service of Object.values<{ secrets: (string | { source: string })[]; volumes?: string[] }>(services)) {
    for (const each of service.secrets) assert.ok((typeof each === 'string' ? each : each.source) in secrets);
    for (const each of service.volumes ?? []) {
      const [source = ''] = each.split(':');
      assert.ok(source.startsWith('./') ? existsSync(join(deploy, 'docker', source)) : source in volumes, source);
    }
  }
  const { assistd } = services;
  assert.deepEqual([assistd.read_only, assistd.user, assistd.cap_drop], [true, 'node', ['ALL']]);
  assert.ok(existsSync(join(deploy, 'docker', assistd.build.context, assistd.build.dockerfile)));
});

test('the chart asks for values that it has, and each template is YAML whatever they are', () => {
  const values = parse(text('helm/assistd/values.yaml'));
  const templates = files.filter((file) => /templates\/.*\.yaml$/.test(file));
  assert.equal(templates.length, 4);
  for (const template of templates) {
    for (const [, path = ''] of text(template).matchAll(/\.Values\.([\w.]+)/g)) {
      let value = values;
      for (const key of path.split('.')) {
        assert.ok(key in value, `${template}: there is no value ${path}`);
        value = value[key];
      }
    }
    const rendered = text(template)
      .replaceAll(/^\s*\{\{-? *(if|with|range|end|else)\b.*\}\}\s*$/gm, '')
      .replaceAll(/\{\{.*?\}\}/g, 'x');
    assert.ok(parse(rendered).kind, template);
    if (parse(rendered).kind === 'Deployment') {
      const [container] = parse(rendered).spec.template.spec.containers;
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      assert.equal(container.readinessProbe.httpGet.path, '/health/ready');
    }
  }
});

test('helm accepts the chart', { skip: !has('helm') && 'no helm' }, () => {
  const linted = spawnSync('helm', ['lint', '--strict', join(deploy, 'helm/assistd')], { encoding: 'utf8' });
  assert.equal(linted.status, 0, linted.stdout);
});

test('a file of keys may be readable for a group only when it is root’s', () => {
  const modes = [0o100600, 0o100440, 0o100640, 0o100660, 0o100444];
  assert.deepEqual(
    modes.map((mode) => isOpenToOthers({ mode, uid: 0 })),
    [false, false, false, true, true],
  );
  assert.deepEqual(
    modes.map((mode) => isOpenToOthers({ mode, uid: 1000 })),
    [false, true, true, true, true],
  );
});
