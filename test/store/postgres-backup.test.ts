import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { installedPostgres } from '../harness/postgres-installed.ts';
import { type PostgresServer, roles, startPostgres } from '../harness/postgres-server.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const programs = installedPostgres();
const skip = programs === undefined && 'no PostgreSQL from version 15 on with pg_dump on this machine';
const environment = { PATH: `${programs}:/usr/bin:/bin` };
const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/backup.md'), 'utf8');

/** Runs the block of the guide that has `command`, against the server of the test. */
async function asTheGuideSays(command: string, server: PostgresServer, cwd: string): Promise<void> {
  const blocks = [...guide.matchAll(/^```sh production\n(.*?)^```/gms)].map(([, block]) => block ?? '');
  const block = blocks.find((each) => each.includes(`${command} `));
  assert.ok(block, `the guide has no block with ${command}`);
  const script = block.replaceAll('db.example.org', `127.0.0.1:${server.port}`);
  await promisify(execFile)('sh', ['-e', '-c', script], { cwd, env: environment });
}

async function rowsOf(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  return (await client.query(statement).finally(() => client.end())).rows;
}

const protections = {
  owners: `SELECT relname, relkind, relowner::regrole::text, relacl::text, relrowsecurity, relforcerowsecurity
    FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname`,
  functions: `SELECT proname, proowner::regrole::text, proacl::text, prosecdef, proconfig
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`,
  policies: 'SELECT * FROM pg_policies ORDER BY tablename, policyname',
  database: `SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()`,
};

test('what the guide dumps and restores is served on: grants open, what was owed is met, the audit chain and every right hold', {
  skip,
}, async () => {
  await using outside = await startOutside();
  await using server = await startPostgres({}, {}, { installed: programs });
  const { sandbox, folder, clock } = outside;
  const as = (role: string, database: string) => server.url(database, role);
  const settings = (database: string) => ({
    database: as(roles.service, database),
    databaseMigrationUrl: as(roles.owner, database),
  });
  await rowsOf(as(roles.superuser, 'postgres'), `CREATE DATABASE assistd OWNER ${roles.owner}`);
  let kept: string;
  {
    await using service = await serveHere(outside, settings('assistd'));
    const client = partnerClient(service.origin, await outside.token());
    kept = await client.create('Kept');
    const owed = await client.create('Owed');
    await client.connect(kept);
    await client.connect(owed);
    sandbox.faults.add({ kind: 'down' });
    assert.equal(await client.disconnect(owed), 204);
    await asTheGuideSays('pg_dump', server, folder);
  }
  assert.equal(statSync(join(folder, 'assistd.dump')).mode & 0o777, 0o600);
  assert.equal(sandbox.grants.filter(({ revokedAt }) => revokedAt).length, 0);

  await asTheGuideSays('pg_restore', server, folder);
  for (const [what, statement] of Object.entries(protections)) {
    const original = await rowsOf(as(roles.superuser, 'assistd'), statement);
    assert.ok(original.length > 0, what);
    assert.deepEqual(await rowsOf(as(roles.superuser, 'assistd_restored'), statement), original, what);
  }
  const unscoped = await rowsOf(as(roles.service, 'assistd_restored'), 'SELECT * FROM remote_assistance_partners');
  assert.deepEqual(unscoped, []);

  sandbox.faults.clear();
  await using service = await serveHere(outside, settings('assistd_restored'));
  const token = await outside.token();
  const client = partnerClient(service.origin, token);
  assert.equal(await client.status(kept), 'onboarded');
  const revoked = () => sandbox.grants.filter(({ revokedAt }) => revokedAt).length;
  // What was being worked on when the dump was made is taken up when its lease has run out.
  await waitFor('what was owed', () => {
    clock.turn(61_000);
    service.obligations.wake();
    return revoked() === 1;
  });
  const later = partnerClient(service.origin, await outside.token());
  assert.equal(await later.status(kept), 'onboarded');
  assert.equal(await later.disconnect(kept), 204);
  await waitFor('the grant that was kept to be revoked', () => revoked() === 2);

  const headers = { Authorization: `Bearer ${await outside.token()}` };
  const verified = await fetch(`${service.origin}/assist/auditEvents/verify()`, { headers });
  const { intact, count } = (await verified.json()) as { intact: boolean; count: number };
  assert.equal(intact, true);
  assert.ok(count >= 6, `${count} audit events`);
});

test('a dump under the role that owns the tables is refused, and leaves no rows out in silence', { skip }, async () => {
  await using outside = await startOutside();
  await using server = await startPostgres({}, {}, { installed: programs });
  const name = await server.createDatabase();
  const [database, databaseMigrationUrl] = [server.url(name, roles.service), server.url(name, roles.owner)];
  await (await serveHere(outside, { database, databaseMigrationUrl }))[Symbol.asyncDispose]();
  for (const url of [databaseMigrationUrl, database]) {
    const dump = promisify(execFile)('pg_dump', ['--format=custom', '--file=/dev/null', `--dbname=${url}`], {
      env: environment,
    });
    await assert.rejects(dump, /row-level security/);
  }
});

test('a server that does not say which cluster it is serves all the same, and a copy of a database is known for one', async () => {
  await using outside = await startOutside();
  await using server = await startPostgres();
  const name = await server.createDatabase();
  const asSuperuser = (database: string, statement: string) => rowsOf(server.url(database, roles.superuser), statement);
  await asSuperuser(name, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
  const settings = (database: string) => ({
    database: server.url(database, roles.service),
    databaseMigrationUrl: server.url(database, roles.owner),
  });
  const marks = (database: string) => asSuperuser(database, 'SELECT refresh_asked_at::integer AS mark FROM grants');
  for (const start of ['first', 'again']) {
    await using service = await serveHere(outside, settings(name));
    const client = partnerClient(service.origin, await outside.token());
    if (start === 'first') await client.connect(await client.create('Kept'));
  }
  assert.deepEqual(await marks(name), [{ mark: null }]);

  const copy = await server.createDatabase(name);
  await (await serveHere(outside, { ...settings(copy), watchInterval: '365d' }))[Symbol.asyncDispose]();
  assert.deepEqual(await marks(copy), [{ mark: 0 }]);
});
