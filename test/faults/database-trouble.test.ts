import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { createProgram } from '../cli/program.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { type PostgresServer, roles, startPostgres } from '../harness/postgres-server.ts';
import { runServe } from '../harness/serve-process.ts';

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly found: string;
  readonly mend: string;
}

/** What doctor and serve say of a database; neither may show a password. */
async function said(outside: Outside, more: Partial<SettingsInput>, serves = false) {
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify({ ...outside.settings, databaseStartLimit: '1s', ...more }), { mode: 0o600 });
  using program = createProgram('http://localhost:1');
  const { stdout } = await program.run('doctor', '--config', config, '-o', 'json');
  const finding = (JSON.parse(stdout) as Finding[]).find(({ check }) => check === 'database');
  assert.ok(finding, stdout);
  assert.doesNotMatch(stdout, /a-password/);
  if (!serves) return finding;
  const { gone, stderr } = runServe(['--config', config]);
  assert.equal(await gone, 1, stderr());
  assert.doesNotMatch(stderr(), /a-password/);
  const last = stderr().slice(stderr().lastIndexOf('\nassistd: ') + 1);
  assert.equal(last, `assistd: database: ${finding.found}\n${finding.mend}\n`, 'serve says the same');
  return finding;
}

async function withSuperuser(server: PostgresServer, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client(server.url('postgres', roles.superuser));
  await client.connect();
  const answers = [];
  for (const statement of statements) answers.push(...(await client.query(statement)).rows);
  await client.end();
  return answers;
}

test('of a PostgreSQL that does not let the service in, serve and doctor say where it is, why, and what to do', async () => {
  await using outside = await startOutside();
  const hosts = { names: ['localhost'], addresses: [] };
  const authority = makeAuthority('test', hosts, { notBefore: Date.now() - 8e6, notAfter: Date.now() + 8e6 });
  const certified = (from: number, to: number) =>
    makeServerCertificate(authority, hosts, { notBefore: Date.now() + from, notAfter: Date.now() + to });
  const { certificate, key } = certified(-4e6, 4e6);
  const rules = [
    `host all ${roles.service} all scram-sha-256`,
    'host all outsider all reject',
    'host all all all trust',
  ];
  await using server = await startPostgres(
    { ssl: 'on', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key' },
    { 'server.pem': certificate, 'server.key': key, 'pg_hba.conf': `${rules.join('\n')}\n` },
  );
  const name = await server.createDatabase();
  const [place] = (await withSuperuser(
    server,
    `ALTER ROLE ${roles.service} PASSWORD 'a-password'`,
    'SHOW data_directory',
  )) as { data_directory: string }[];
  const root = join(outside.folder, 'root.pem');
  writeFileSync(root, authority.certificate);
  const url = (role: string, database = name, more = `sslrootcert=${root}`) =>
    `postgres://${role}@localhost:${server.port}/${database}?sslmode=verify-full&${more}`;
  const owner = url(roles.owner);
  const as = (role: string) => ({ database: url(role), databaseMigrationUrl: owner });
  const service = `${roles.service}:a-password`;
  const tells = async (of: Partial<SettingsInput>, found: RegExp, mend: RegExp, serves = false) => {
    const finding = await said(outside, of, serves);
    assert.equal(finding.state, 'fault');
    assert.match(finding.found, found);
    assert.match(finding.mend, mend);
  };
  const where = `localhost:${server.port} \\(`;

  assert.equal((await said(outside, as(service))).state, 'warning', 'an empty one is no fault');
  // Before there is any table, too: what is wrong with the role is not hidden behind what the owner may do.
  await tells(
    as(`${roles.service}:b-password`),
    RegExp(`${where}password authentication failed`),
    /password is another/,
    true,
  );
  await tells(as(roles.service), /password/, /passfile/);
  await tells(as('nobody'), RegExp(`${where}role "nobody" does not exist`), /Make the role/);
  await tells(as('outsider'), /pg_hba\.conf rejects/, /pg_hba\.conf admit it/);
  const nowhere = { database: url(service, 'nowhere'), databaseMigrationUrl: url(roles.owner, 'nowhere') };
  await tells(nowhere, RegExp(`${where}database "nowhere" does not exist`), /CREATE DATABASE/);
  await tells({ database: url(service, name, '') }, /certificate/, /sslrootcert=FILE/);

  const expired = certified(-7e6, -4e6);
  writeFileSync(join(place?.data_directory ?? '', 'server.pem'), expired.certificate);
  writeFileSync(join(place?.data_directory ?? '', 'server.key'), expired.key);
  await server.stop('orderly');
  await server.start();
  await tells(as(service), RegExp(`${where}certificate has expired`), /Renew the server’s certificate/, true);
});

test('where no database can be made, serve and doctor end with what is wrong with the place, instead of waiting', async () => {
  await using outside = await startOutside();
  const inFolder = (name: string) => join(outside.folder, name);
  const piped = { lock: 'assistd.lock', file: 'assistd.sqlite' };
  for (const [folder, file] of Object.entries(piped)) {
    mkdirSync(inFolder(folder));
    execFileSync('mkfifo', [join(inFolder(folder), file)]);
  }
  execFileSync('mkfifo', [inFolder('pipe')]);
  symlinkSync(inFolder('nowhere'), inFolder('link'));
  const places: readonly (readonly [string, RegExp, serves?: true])[] = [
    ...(platform() === 'linux' ? ([['/proc/assistd/database', /Nothing can be made there/, true]] as const) : []),
    [inFolder('pipe'), /a file has that name/],
    [inFolder('pipe/below'), /a file has that name/],
    [inFolder('lock'), /Move it away/, true],
    [inFolder('file'), /Move it away/],
    [inFolder('link'), /a link leads nowhere/, true],
    [inFolder('n'.repeat(300)), /shorter/],
  ];
  for (const [database, mend, serves] of places) {
    const finding = await said(outside, { database });
    assert.equal(finding.state, 'fault', database);
    assert.match(finding.mend, mend, database);
    if (!serves) continue;
    const { gone, stderr } = runServe(['--config', join(outside.folder, 'assistd.config.json')]);
    assert.equal(await gone, 1, stderr());
    assert.match(stderr(), /^assistd: database: /m);
    assert.match(stderr(), mend, database);
  }
});

test('of a folder that is no database, serve and doctor name it, and say what to do', async () => {
  await using outside = await startOutside();
  const folder = String(outside.settings.database);
  writeFileSync(folder, 'a file');
  const file = await said(outside, {});
  assert.match(file.mend, /to a folder/);
  const other = `${folder}-of-text`;
  mkdirSync(other);
  writeFileSync(join(other, 'assistd.sqlite'), 'text and more text\n'.repeat(1000));
  const text = await said(outside, { database: other }, true);
  assert.equal(text.found, `${other}: file is not a database`);
  assert.match(text.mend, /restore a backup/);
});
