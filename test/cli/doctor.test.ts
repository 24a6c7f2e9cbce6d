import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { registerDeviceLine } from '../../src/store/sqlite/device-line.ts';
import { newKey, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { serveHere } from '../harness/serve-here.ts';
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
      timestampAuthority: gone.origin,
      auditHeadsFile: join(program.folder, 'nowhere', 'heads.jsonl'),
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
  assert.match(about(`time stamps of ${gone.origin}`)?.found ?? '', /cannot be reached: .*ECONNREFUSED/);
  assert.match(
    about(`file ${join(program.folder, 'nowhere', 'heads.jsonl')}`)?.found ?? '',
    /cannot be written: ENOENT/,
  );
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

test('doctor names the organisations of the settings that no issuer may speak for', async () => {
  const [served, typo, operator] = ['1', '2', '3'].map((digit) => application.replace(/^./, digit));
  const issuers = [
    { issuer: 'https://a.example', audiences: ['a'], discoveryUrl: 'http://localhost:1', tenants: [served] },
  ];
  const tenants = [served, typo].map((tenantId) => ({ tenantId, displayName: 'Contoso' }));
  using program = createProgram('http://localhost:1');
  const given = ['--issuers', JSON.stringify(issuers), '--tenants', JSON.stringify(tenants), '--operator-tenant'];
  const { stdout } = await program.run('doctor', '-o', 'json', ...given, operator ?? '');
  const findings = (JSON.parse(stdout) as Finding[]).filter(({ check }) => check.startsWith('organisation'));
  assert.deepEqual(
    findings.map(({ check, state }) => [check, state]),
    [
      [`organisation ${typo}`, 'warning'],
      [`organisation ${operator}`, 'warning'],
    ],
  );
});

test('migrate shows its SQL and changes nothing with --plan, then brings the schema up to date', async () => {
  using program = createProgram('http://localhost:1');
  const database = join(program.folder, 'data');
  const planned = await program.run('migrate', '--database', database, '--plan');
  assert.equal(planned.code, 0);
  assert.match(planned.stdout, /CREATE TABLE schema_migrations/);
  const script = new DatabaseSync(':memory:');
  // Some of it calls what assistd brings to SQLite, as docs/guide/upgrade.md says.
  registerDeviceLine(script);
  script.exec(planned.stdout);
  script.close();

  assert.equal((await program.run('migrate', '--database', database)).code, 0);
  const after = await program.run('migrate', '--database', database, '--plan');
  assert.deepEqual([after.stdout, after.stderr], ['', 'The schema is up to date.\n']);
  assert.equal((await program.run('migrate')).code, 2, 'without a database there is nothing to migrate');
});

test('doctor finds a key that is missing, where serve would start and every partner would be lost', async () => {
  await using outside = await startOutside();
  const { settings } = outside;
  {
    await using service = await serveHere(outside);
    const partners = partnerClient(service.origin, await outside.token());
    await partners.connect(await partners.create('TeamViewer'));
  }
  using program = createProgram('http://localhost:1');
  const diagnose = async (more: object = {}): Promise<Finding[]> => {
    const config = join(outside.folder, 'assistd.config.json');
    writeFileSync(config, JSON.stringify({ ...settings, ...more }), { mode: 0o600 });
    return JSON.parse((await program.run('doctor', '--config', config, '-o', 'json')).stdout);
  };
  const about = (findings: readonly Finding[], check: string) => findings.filter((finding) => finding.check === check);
  const whole = await diagnose();
  assert.deepEqual(
    [...about(whole, 'database'), ...about(whole, 'data keys'), ...about(whole, 'audit keys')].map(
      ({ state }) => state,
    ),
    ['ok', 'ok'],
  );
  const others = await diagnose({ masterKeys: [{ id: 'second', key: newKey() }] });
  assert.deepEqual(
    about(others, 'data keys').map(({ state, found }) => [state, found]),
    [['fault', 'master key "first" is not configured (configured: second): 1 grant']],
  );
  assert.match(about(others, 'audit keys')[0]?.found ?? '', /trails of 1 organisation .*"master\.first"/);
  const exchanged = await diagnose({ masterKeys: [{ id: 'first', key: newKey() }] });
  assert.match(about(exchanged, 'data keys')[0]?.found ?? '', /does not open.*: 1 grant/);
});

test('doctor opens PostgreSQL as the role of the service, not only as the one that migrates', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  const owner = server.url(name, roles.owner);
  using program = createProgram('http://localhost:1');
  const diagnose = async (database: string): Promise<Finding | undefined> => {
    const words = ['doctor', '-o', 'json', '--database', database, '--database-migration-url', owner];
    const findings: Finding[] = JSON.parse((await program.run(...words)).stdout);
    return findings.find(({ check }) => check === 'database');
  };
  const service = server.url(name, roles.service);
  const migrated = await program.run('migrate', '--database', service, '--database-migration-url', owner);
  assert.equal(migrated.code, 0, migrated.stderr);
  assert.deepEqual((await diagnose(service))?.state, 'ok');
  const unbound = await diagnose(server.url(name, roles.superuser));
  assert.deepEqual([unbound?.state, /row-level security/.test(unbound?.found ?? '')], ['fault', true]);
  const unknown = await diagnose(server.url(name, 'somebody'));
  assert.deepEqual([unknown?.state, /role "somebody" does not exist/.test(unknown?.found ?? '')], ['fault', true]);
});

test('doctor looks at a running service by its URL, as a client meets it', async () => {
  await using world = await startWorld();
  using program = createProgram('http://localhost:1');
  const diagnose = async (url: string) => {
    const { stdout, stderr } = await program.run('doctor', url, '-o', 'json');
    assert.equal(stderr.includes('settings'), false);
    return JSON.parse(stdout) as Finding[];
  };
  const { origin } = world.service;
  const whole = await diagnose(origin);
  assert.deepEqual(
    whole.map(({ check, state }) => `${check} ${state}`),
    [`service ${origin}`, 'clock, by service', 'readiness', 'public origin', 'sign-in', 'receipt keys'].map(
      (check) => `${check} ok`,
    ),
  );
  await using renamed = await startStub((_, url) => ({
    body: { status: 'live', '@odata.context': url === '/v1.0' ? 'https://other.example/v1.0/$metadata' : '' },
  }));
  const found = await diagnose(renamed.origin);
  assert.match(found.find(({ check }) => check === 'public origin')?.mend ?? '', /Set publicOrigin to http:\/\//);
  await using stranger = await startStub(() => ({ body: {} }));
  assert.match((await diagnose(stranger.origin))[0]?.found ?? '', /not as assistd does/);
  await using ill = await startStub((_, url) => ({
    ...(url === '/health/ready' && { status: 503 }),
    body: { status: url === '/health/live' ? 'live' : 'database unavailable' },
  }));
  const readiness = (await diagnose(ill.origin)).find(({ check }) => check === 'readiness');
  assert.deepEqual([readiness?.state, readiness?.found], ['fault', 'it says "database unavailable"']);
  assert.equal((await program.run('doctor', 'assist.example.org')).code, 2);
});
