import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import pg from 'pg';
import { migrations } from '../../src/store/migrations/migrations.ts';
import { migrateSqlite } from '../../src/store/sqlite/migrate.ts';
import { main } from '../harness/main.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { type DatabaseServer, roles, sharedPostgres, startPostgres } from '../harness/postgres-server.ts';
import { runServe } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `assistd serve` on an empty database of a server, from its beginning. */
async function begin({ folder, settings }: Outside, server: DatabaseServer, name: string, more: object = {}) {
  const config = join(folder, 'assistd.config.json');
  const urls = { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) };
  writeFileSync(config, JSON.stringify({ ...settings, ...urls, ...more }), { mode: 0o600 });
  const running = runServe(['--config', config]);
  const health = async (path: string) => {
    const response = await fetch(`${settings.publicOrigin}/${path}`).catch(() => undefined);
    return response?.status;
  };
  return {
    ...running,
    config,
    health,
    ready: () => waitFor('readiness', async () => (await health('health/ready')) === 200),
    async [Symbol.asyncDispose]() {
      running.process.kill('SIGTERM');
      await running.gone;
    },
  };
}

test('a PostgreSQL that is away when serve starts is named with host, port and cause, and waited for', async () => {
  await using outside = await startOutside();
  await using server = await startPostgres();
  const name = await server.createDatabase();
  await server.stop('orderly');
  await using running = await begin(outside, server, name);
  const named = new RegExp(
    `"problem":"[^"]*127\\.0\\.0\\.1:${server.port} \\([^)]*ECONNREFUSED[^"]*","msg":"the start waits`,
  );
  await waitFor('the log', () => named.test(running.stderr()));
  assert.deepEqual(
    [await running.health('health/live'), await running.health('health/ready'), await running.health('v1.0/me')],
    [200, 503, 503],
    'it lives, and serves nothing yet',
  );
  await server.start();
  await running.ready();
});

test('one that stays away ends the start, and doctor names it as well; neither shows a password', async () => {
  await using outside = await startOutside();
  await using server = await startPostgres();
  const name = await server.createDatabase();
  await server.stop('orderly');
  const database = server.url(name, `${roles.service}:hidden-password`);
  await using running = await begin(outside, server, name, { database, databaseStartLimit: '1s' });
  assert.equal(await running.gone, 1, running.stderr());
  const where = new RegExp(`127\\.0\\.0\\.1:${server.port} \\(.*ECONNREFUSED`);
  const [last = '', mend = ''] = running.stderr().trim().split('\n').slice(-2);
  assert.match(last, /^assistd: database: PostgreSQL cannot be reached/);
  assert.match(last, where);
  assert.match(mend, /start PostgreSQL/);

  const found = await new Promise<string>((resolve) => {
    execFile(process.execPath, [main, 'doctor', '--config', running.config, '-o', 'json'], (_, stdout) =>
      resolve(stdout),
    );
  });
  const finding = JSON.parse(found).find(({ check }: { check: string }) => check === 'database');
  assert.equal(finding.state, 'fault');
  assert.match(finding.found, where);
  assert.ok(![running.stderr(), found].some((text) => text.includes('hidden-password')));
});

test('a replica that waits for the migrations of another says so, and lives meanwhile', async () => {
  await using outside = await startOutside();
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  const other = new pg.Client(server.url(name, roles.owner));
  await other.connect();
  await other.query('BEGIN; SELECT pg_advisory_xact_lock(27432559270195300)');
  await using running = await begin(outside, server, name);
  await waitFor('the log', () => /another process changes the schema/.test(running.stderr()));
  assert.deepEqual([await running.health('health/live'), await running.health('health/ready')], [200, 503]);
  await other.query('COMMIT');
  await other.end();
  await running.ready();
});

test('a database file of an earlier release that is brought up to date, or waited for, does not keep the process from saying that it lives', async () => {
  await using outside = await startOutside();
  const folder = join(outside.folder, 'database');
  mkdirSync(folder);
  using file = new DatabaseSync(join(folder, 'assistd.sqlite'));
  migrateSqlite(file, 'production', migrations.slice(0, -1));
  file.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify(outside.settings), { mode: 0o600 });
  const running = runServe(['--config', config]);
  const health = async (path: string) =>
    (await fetch(`${outside.settings.publicOrigin}/health/${path}`).catch(() => undefined))?.status;
  const seen: (number | undefined)[] = [];
  await waitFor('it to live', async () => {
    seen.push(await health('live'));
    return seen.at(-1) === 200;
  });
  seen.push(await health('ready'));
  assert.equal(seen.at(-1), 503, 'it waits for who holds the file');
  file.exec('ROLLBACK');
  await waitFor('readiness', async () => (await health('ready')) === 200);
  running.process.kill('SIGTERM');
  await running.gone;
  assert.match(running.stderr(), /"msg":"[^"]*listening/i);
});
