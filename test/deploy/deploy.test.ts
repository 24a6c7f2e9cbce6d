import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, matchesGlob } from 'node:path';
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

test('systemd accepts the units, and finds little to expose', {
  skip: !has('systemd-analyze') && 'no systemd-analyze',
}, () => {
  for (const name of ['assistd.service', 'assistd-doctor.service']) {
    const unit = join(deploy, 'systemd', name);
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    assert.deepEqual([verified.status, verified.stderr], [0, '']);
    const words = ['security', '--offline=true', '--threshold=20', unit];
    const exposed = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    assert.equal(exposed.status, 0, exposed.stdout.split('\n').at(-2));
  }
});

test('the unit that looks for faults is told what the service is told, and is the same user', () => {
  const told = (name: string) =>
    text(`systemd/${name}`)
      .split('\n')
      .filter((line) => /^(ExecStart|Environment=ASSISTD|LoadCredential|User|DynamicUser|StateDirectory)/.test(line))
      .map((line) => line.replace(/assistd (serve|doctor)/, 'assistd'));
  assert.deepEqual(told('assistd-doctor.service'), told('assistd.service'));
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
  assert.equal(templates.length, 5);
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

test('no base image is taken by a tag, which is another image tomorrow', () => {
  const from = [...text('docker/Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  // Without a default, so that a build without a digest ends.
  // What is built for development stands on the packages of the other, and is never what is built unless told.
  assert.deepEqual(new Set(from), new Set([`$\{NODE_IMAGE}`, 'packages']));
  assert.equal(from.at(-1), `$\{NODE_IMAGE}`);
  assert.match(text('docker/Dockerfile'), /^ARG NODE_IMAGE$/m);
  assert.match(text('docker/Dockerfile'), /case "\$NODE_IMAGE" in \*@sha256:\*\) ;; \*\).*exit 1/);
  const { services } = parse(text('docker/compose.yaml'));
  assert.match(services.assistd.build.args.NODE_IMAGE, /^\$\{NODE_IMAGE:\?/);
  assert.match(services.postgres.image, /^\$\{POSTGRES_IMAGE:\?/);
});

test('the image for development serves beyond loopback by one name alone, and says when it is ready', () => {
  const [, stage = ''] = /^FROM packages AS dev\n(.*?)^FROM /ms.exec(text('docker/Dockerfile')) ?? [];
  const [mode, ...words] = JSON.parse(/^CMD (\[.*\])$/m.exec(stage)?.[1] ?? '[]') as string[];
  assert.equal(mode, 'dev');
  const given = new Map(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]] as const] : [])));
  const names = Object.keys(settingsSchema.shape).filter((name) => given.has(flagName(name)));
  assert.equal(names.length, given.size, 'every flag is a setting');
  const flags = Object.fromEntries(names.map((name) => [name, given.get(flagName(name))]));
  const { host, beyondLoopback, publicOrigin, port } = readSettings('dev', { environment: {}, flags });
  assert.deepEqual([host, beyondLoopback, publicOrigin], ['0.0.0.0', true, 'http://assistd:8400']);
  const [, probe = '[]'] = /^HEALTHCHECK .*\\\n +CMD (\[.*\])$/m.exec(stage) ?? [];
  assert.match(JSON.parse(probe).at(-1), new RegExp(`http://127\\.0\\.0\\.1:${port}/health/ready`));
  assert.match(stage, /^USER node$/m);
});

test('pin-images.sh writes images by digest', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-pin-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  // In the place of Docker, which no test may need: it says what Docker says.
  const docker = `#!/bin/sh\n[ "$1" = pull ] || echo "\${5%%:*}@sha256:$(printf %064d 7)"\n`;
  writeFileSync(join(folder, 'docker'), docker, { mode: 0o755 });
  copyFileSync(join(deploy, 'docker/pin-images.sh'), join(folder, 'pin-images.sh'));
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const ran = spawnSync('sh', [join(folder, 'pin-images.sh')], { env, encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
  const digest = `sha256:${'7'.padStart(64, '0')}`;
  const written = `NODE_IMAGE=node:24-slim@${digest}\nPOSTGRES_IMAGE=postgres:18@${digest}\n`;
  assert.equal(readFileSync(join(folder, '.env'), 'utf8'), written);
});

test('git and Docker ignore the secrets that deploy/ and the guides have people make', () => {
  const { secrets } = parse(text('docker/compose.yaml'));
  const made = Object.values<{ file: string }>(secrets).map(({ file }) => join('deploy/docker', file));
  made.push('deploy/docker/.env', 'master.keys', 'assistd.config.json');
  const root = join(deploy, '..');
  const git = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  const docker = text('docker/Dockerfile.dockerignore').split('\n');
  for (const file of made) {
    const matches = (pattern: string) =>
      pattern !== '' && (matchesGlob(basename(file), pattern) || matchesGlob(file, pattern));
    assert.ok(git.some(matches), `.gitignore: ${file}`);
    // Docker's patterns start at the root: without ** they are of one folder.
    assert.ok(
      docker.some((pattern) => pattern !== '' && matchesGlob(file, pattern)),
      `.dockerignore: ${file}`,
    );
  }
});

test('memory, processes and core dumps are limited in every way of running', () => {
  const unit = text('systemd/assistd.service');
  for (const line of [/^MemoryMax=\d+/m, /^MemorySwapMax=0$/m, /^TasksMax=\d+$/m, /^LimitCORE=0$/m])
    assert.match(unit, line);
  const { services, networks } = parse(text('docker/compose.yaml'));
  for (const service of Object.values<Record<string, unknown>>(services)) {
    assert.match(String(service.mem_limit), /^\d+[mg]$/);
    assert.equal(service.memswap_limit, service.mem_limit);
    assert.ok(Number(service.pids_limit) > 0);
    assert.deepEqual(service.ulimits, { core: 0 });
  }
  assert.equal(networks.inside.internal, true);
  assert.deepEqual(services.postgres.networks, ['inside']);
  const { limits } = parse(text('helm/assistd/values.yaml')).resources;
  assert.ok(limits.memory && limits['ephemeral-storage']);
  assert.match(text('docker/Dockerfile'), /^ENTRYPOINT .*ulimit -c 0 && exec node /m);
});

test('the image’s start takes the arguments of whoever runs it, and has no core dumps', () => {
  const [, entry = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(text('docker/Dockerfile')) ?? [];
  const [shell = '', flag = '', script = '', name = ''] = JSON.parse(entry) as string[];
  const shown = script.replace(/exec node .*main\.js/, 'ulimit -c; printf "%s|"');
  const { stdout } = spawnSync(shell, [flag, shown, name, 'serve', '--config', 'a b'], { encoding: 'utf8' });
  assert.equal(stdout, '0\nserve|--config|a b|');
});

test('the chart’s network policy lets in the service and scrapers, and out what assistd needs', () => {
  const { networkPolicy } = parse(text('helm/assistd/values.yaml'));
  assert.equal(networkPolicy.enabled, true);
  assert.deepEqual(networkPolicy.egressPorts, [443, 5432]);
  const rendered = text('helm/assistd/templates/network-policy.yaml')
    .replaceAll(/^\s*\{\{-? *(if|with|range|end|else)\b.*\}\}\s*$/gm, '')
    .replaceAll(/\{\{.*?\}\}/g, 'x');
  const { spec } = parse(rendered);
  assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress']);
  assert.deepEqual(
    spec.ingress.map(({ ports: [{ port }] }: { ports: [{ port: string }] }) => port),
    ['http', 'metrics'],
  );
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
