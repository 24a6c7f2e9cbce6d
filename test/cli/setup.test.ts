import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MasterKeys } from '../../src/core/seal.ts';
import { readSeed } from '../../src/dev/seed/seed.ts';
import { inspectSettings, readSettings } from '../../src/settings/read.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram } from './program.ts';

const tenant = '2a3f8a05-6c5f-4f0e-9d3c-0f6d0f1f6a11';
const application = '6f2a1a54-0b2a-4b6e-9a53-1f0f8f4a7f11';

test('init writes a configuration with every setting that serve takes, and a key that seals; it overwrites nothing', async () => {
  using program = createProgram('http://localhost:1');
  const words = ['init', '--origin', 'https://assist.example.org', '--tenant', tenant, '--application', application];
  const made = await program.run(...words);
  assert.equal(made.code, 0, made.stderr);
  const [config, keys] = [join(program.folder, 'assistd.config.json'), join(program.folder, 'master.keys')];
  assert.deepEqual(
    [config, keys].map((file) => (statSync(file).mode & 0o777).toString(8)),
    ['600', '600'],
  );

  const environment = { ASSISTD_MASTER_KEYS_FILE: keys };
  const { settings, problems } = inspectSettings('serve', { file: config, environment, flags: {} });
  assert.deepEqual(
    problems.map(({ setting }) => setting),
    ['connectors'],
    'what nobody can guess is named',
  );
  assert.equal(settings.publicOrigin, 'https://assist.example.org');
  assert.match(MasterKeys.parse(settings.masterKeys).currentId, /^\d{4}-\d\d-\d\d$/);

  const text = readFileSync(config, 'utf8');
  const apart = ['seed', 'dataFolder', 'masterKeys', 'auditKeys'];
  const named = Object.keys(settingsSchema.shape).filter((name) => !apart.includes(name));
  assert.deepEqual(
    named.filter((name) => !text.includes(`"${name}": `)),
    [],
  );
  // With every default written out it means the same.
  const spelled = text.replaceAll(/^ {2}\/\/ ("\w+": (?!.*…).*,)$/gm, '  $1');
  const whole = join(program.folder, 'whole.json');
  writeFileSync(whole, spelled, { mode: 0o600 });
  const { consoleClientId: _, ...same } = inspectSettings('serve', { file: whole, environment, flags: {} }).settings;
  const { consoleClientId: __, ...before } = settings;
  assert.deepEqual(JSON.parse(JSON.stringify(same)), JSON.parse(JSON.stringify(before)));

  const again = await program.run(...words);
  assert.deepEqual([again.code, /is there already; nothing was written/.test(again.stderr)], [1, true]);
  assert.equal(readFileSync(config, 'utf8'), text);
});

test('whoever finds a configuration of init finds its key, also where it was killed: what is interrupted can be run again', async () => {
  using program = createProgram('');
  const init = spawn(process.execPath, [main, 'init'], { cwd: program.folder, stdio: 'ignore' });
  const gone = once(init, 'exit');
  await waitFor('the configuration', () => existsSync(join(program.folder, 'assistd.config.json')));
  init.kill('SIGKILL');
  assert.ok(existsSync(join(program.folder, 'master.keys')));
  await gone;
});

test('a configuration with comments that is no JSON is told by its place, and not by its text', () => {
  using program = createProgram('http://localhost:1');
  const file = join(program.folder, 'broken.json');
  writeFileSync(file, '{\n  // "a" comment, {\n  "database": "postgres://u:hidden@h/d" "x": 1\n}', { mode: 0o600 });
  const { problems } = inspectSettings('serve', { file, environment: {}, flags: {} });
  const found = problems.find(({ setting }) => setting === file)?.problem ?? '';
  assert.match(found, /line 3/);
  assert.doesNotMatch(JSON.stringify(problems), /hidden/);
});

test('keys new puts the key that seals above those that still open, and takes no name twice', async () => {
  using program = createProgram('http://localhost:1');
  const file = join(program.folder, 'master.keys');
  assert.equal((await program.run('keys', 'new', '--id', 'k1', '--file', file)).code, 0);
  assert.equal((await program.run('keys', 'new', '--id', 'k2', '--file', file)).code, 0);
  const environment = { ASSISTD_MASTER_KEYS_FILE: file };
  const { masterKeys } = inspectSettings('serve', { environment, flags: {} }).settings;
  assert.deepEqual([MasterKeys.parse(masterKeys).currentId, MasterKeys.parse(masterKeys).ids], ['k2', ['k2', 'k1']]);
  const twice = await program.run('keys', 'new', '--id', 'k1', '--file', file);
  assert.deepEqual([twice.code, /has a key k1/.test(twice.stderr)], [2, true]);
  // As /dev/stdout, whose place a file would take.
  for (const [where, said] of [
    [program.folder, /^assistd: .* is no file: name another\n$/],
    [join(file, 'k'), /^assistd: cannot write /],
  ] as const) {
    const refused = await program.run('keys', 'new', '--file', where);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, said);
  }
});

test('what a command that was killed as it wrote has left is removed by the next run, and what others may be writing is not', async () => {
  using program = createProgram('http://localhost:1');
  const killing = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
    fs.renameSync = () => process.kill(process.pid, 'SIGKILL'); syncBuiltinESMExports();`;
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(killing)}` };
  const words = ['keys', 'new', '--id', 'k1', '--file', 'master.keys'];
  assert.equal((await program.runWith({ environment }, ...words)).code, null);
  assert.equal(readdirSync(program.folder).length, 1, 'a key that nobody uses');
  const others = ['master.keys', 'other.keys'].map((name) => `${name}.${process.pid}-0123456789ab.assistd.partial`);
  for (const name of others) writeFileSync(join(program.folder, name), '');
  assert.equal((await program.run(...words)).code, 0);
  assert.deepEqual(readdirSync(program.folder).sort(), ['master.keys', ...others]);
});

test('the seed that init writes is one that assistd dev takes, comments included', async () => {
  using program = createProgram('http://localhost:1');
  assert.equal((await program.run('init', 'seed')).code, 0);
  const { directory, tenants } = readSeed(join(program.folder, 'assistd.seed.json'));
  assert.deepEqual(
    directory.tenants.map(({ displayName }) => displayName),
    ['Contoso', 'fabrikam.example'],
  );
  assert.equal(tenants[1]?.devices.length, 3);
});

test('help of serve has what is the command’s own, and settings has the rest, as people write them', async () => {
  using program = createProgram('http://localhost:1');
  const help = await program.run('serve', '--help');
  assert.match(help.stdout, /--config/);
  assert.doesNotMatch(help.stdout, /--database-waiting/);
  assert.match(help.stdout, /assistd settings/);
  const shown = JSON.parse((await program.run('settings', '--session-lifetime'.slice(2), '-o', 'json')).stdout);
  assert.deepEqual(
    shown.map(({ name, default: value }: Record<string, unknown>) => [name, value]),
    [['sessionLifetime', '4h']],
  );
  const level = JSON.parse((await program.run('settings', 'ASSISTD_LOG_LEVEL', '-o', 'json')).stdout);
  assert.deepEqual(level[0].choices, ['debug', 'info', 'warn', 'error', 'silent']);
  assert.equal((await program.run('settings', 'colour')).code, 4);
  assert.throws(() => readSettings('serve', { environment: {}, flags: {} }), /issuers/);
});
