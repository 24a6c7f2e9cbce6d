import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';
import { startStub } from './stub-graph.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly found: string;
  readonly mend: string;
}

const application = '6f2a1a54-0b2a-4b6e-9a53-1f0f8f4a7f11';
const key = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

test('a broken set-up: every fault is named, with its mend, and no secret', async () => {
  const minutesAgo = new Date(Date.now() - 10 * 60_000).toUTCString();
  await using late = await startStub((_, url) => ({
    headers: { Date: minutesAgo },
    body: url === '/keys' ? { keys: [{ kty: 'RSA' }] } : { issuer: late.origin, jwks_uri: `${late.origin}/keys` },
  }));
  await using impostor = await startStub(() => ({
    body: { issuer: 'https://else.example', jwks_uri: 'https://else.example/keys' },
  }));
  await using keyless = await startStub(() => ({
    body: { issuer: keyless.origin, jwks_uri: `${keyless.origin}/keys`, keys: [] },
  }));
  await using unsafe = await startStub(() => ({
    body: { issuer: unsafe.origin, jwks_uri: `${unsafe.origin.replace('http:', 'https:')}/keys` },
  }));
  const gone = await startStub(() => ({}));
  await gone[Symbol.asyncDispose]();

  using program = createProgram('http://localhost:1');
  const database = join(program.folder, 'data');
  const made = await program.run('migrate', '--database', database);
  assert.equal(made.code, 0, made.stderr);
  // What a database looks like that the release before has left.
  const file = new DatabaseSync(join(database, 'assistd.sqlite'));
  file.exec('DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)');
  file.close();
  const keyFile = join(program.folder, 'master.key');
  writeFileSync(keyFile, key);
  chmodSync(keyFile, 0o644);
  const config = join(program.folder, 'settings.json');
  writeFileSync(
    config,
    JSON.stringify({
      publicOrigin: gone.origin,
      database,
      issuers: [late, impostor, keyless, unsafe, gone].map(({ origin }) => ({
        issuer: origin,
        audiences: ['api://assistd'],
      })),
      connectors: [{ product: 'teamviewer', clientId: 'id', clientSecret: 'very secret', apiBase: gone.origin }],
      logLevel: 'loud',
    }),
  );
  chmodSync(config, 0o644);
  const { code, stdout, stderr } = await program.runWith(
    { environment: { ASSISTD_MASTER_KEYS_FILE: keyFile } },
    ...['doctor', '--config', config, '-o', 'json'],
  );
  assert.equal(code, 1);
  const findings = JSON.parse(stdout) as Finding[];
  const about = (check: string) => findings.find((finding) => finding.check === check);
  const faulty = (check: string, found: RegExp, mend: RegExp) => {
    const finding = about(check);
    assert.equal(finding?.state, 'fault', `${check}: ${JSON.stringify(finding)}`);
    assert.match(finding?.found ?? '', found);
    assert.match(finding?.mend ?? '', mend);
  };
  faulty('setting masterKeys', /others can read .*chmod 600/, /./);
  faulty('setting logLevel', /./, /ASSISTD_LOG_LEVEL/);
  faulty(`file ${config}`, /others can read it \(mode 644\)/, /^chmod 600 /);
  faulty('database', /older than this release/, /assistd migrate/);
  faulty(
    `issuer ${impostor.origin}`,
    /it calls itself https:\/\/else\.example/,
    /Set issuer to https:\/\/else\.example/,
  );
  faulty(`issuer ${keyless.origin}`, /no keys/, /./);
  faulty(`issuer ${gone.origin}`, /cannot be read: .*ECONNREFUSED/, /network/);
  faulty(`clock, by issuer ${late.origin}`, /ahead.*tokens are refused/, /timesyncd/);
  faulty('partner TeamViewer', /cannot be reached/, /apiBase/);
  faulty(`issuer ${unsafe.origin}`, /keys are at https:.* less safe/, /jwks_uri/);
  assert.equal(about(`issuer ${late.origin}`)?.state, 'ok');
  const people = about(`people of ${late.origin}`);
  assert.equal(people?.state, 'warning');
  assert.match(people?.mend ?? '', /personPermissions/);
  assert.equal(about(`origin ${gone.origin}`)?.state, 'warning');
  assert.equal(about('disk')?.check, 'disk');
  assert.doesNotMatch(stdout + stderr, /very secret|BwcHBwcH/);
});

test('a whole set-up has nothing to mend', async () => {
  await using world = await startWorld();
  using program = createProgram('http://localhost:1');
  const database = join(program.folder, 'data');
  await program.run('migrate', '--database', database);
  const [issuer] = world.issuer.issuers();
  const { code, stdout, stderr } = await program.runWith(
    { environment: { ASSISTD_MASTER_KEYS: key } },
    ...['doctor', '-o', 'json', '--database', database, '--public-origin', world.service.origin],
    ...['--issuers', JSON.stringify([{ ...issuer, personPermissions: { roles: 'byName' } }])],
    '--connectors',
    JSON.stringify([{ product: 'teamviewer', clientId: 'a', clientSecret: 'b', apiBase: world.sandbox.origin }]),
  );
  const findings = JSON.parse(stdout) as Finding[];
  assert.deepEqual(
    findings.filter(({ state, check }) => state === 'fault' || (state === 'warning' && check !== 'disk')),
    [],
  );
  assert.equal(code, 0, stderr);
});

test('doctor says of people what the settings let decide, and of Entra that assignment is required', async () => {
  const settings = {
    issuers: [
      {
        issuer: 'https://login.microsoftonline.us/{tenantid}/v2.0',
        audiences: [application],
        discoveryUrl: 'http://localhost:1',
      },
      {
        issuer: 'https://a.example',
        audiences: ['a'],
        discoveryUrl: 'http://localhost:1',
        personPermissions: 'scopesAlone',
      },
      {
        issuer: 'https://b.microsoftonline.com/v2.0',
        audiences: [application],
        discoveryUrl: 'http://localhost:1',
        personPermissions: 'scopesAlone',
      },
    ],
  };
  using program = createProgram('http://localhost:1');
  const { stdout } = await program.run('doctor', '-o', 'json', '--issuers', JSON.stringify(settings.issuers));
  const findings = (JSON.parse(stdout) as Finding[]).filter(({ check }) => check.startsWith('people of'));
  assert.deepEqual(
    findings.map(({ state }) => state),
    ['ok', 'ok', 'warning'],
  );
  assert.match(findings[0]?.found ?? '', /roles.*guests are refused.*Assignment required/);
  assert.match(findings[2]?.found ?? '', /Entra gives them to everybody/);
});

test('migrate shows its SQL and changes nothing with --plan, then brings the schema up to date', async () => {
  using program = createProgram('http://localhost:1');
  const database = join(program.folder, 'data');
  const planned = await program.run('migrate', '--database', database, '--plan');
  assert.equal(planned.code, 0);
  assert.match(planned.stdout, /CREATE TABLE schema_migrations/);
  const script = new DatabaseSync(':memory:');
  script.exec(planned.stdout);
  script.close();

  assert.equal((await program.run('migrate', '--database', database)).code, 0);
  const after = await program.run('migrate', '--database', database, '--plan');
  assert.deepEqual([after.stdout, after.stderr], ['', 'The schema is up to date.\n']);
  assert.equal((await program.run('migrate')).code, 2, 'without a database there is nothing to migrate');
});
