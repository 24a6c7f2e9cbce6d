import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { AuditKeys } from '../../src/core/audit-keys.ts';
import { TurnableClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { silent } from '../harness/databases.ts';
import { Books, startLoad } from '../harness/keep-connecting.ts';
import { roles, startPostgres } from '../harness/postgres-server.ts';
import { startSite } from '../harness/site.ts';
import { waitFor } from '../harness/wait-for.ts';
import { settle } from './settle.ts';

/** A standby refuses already to begin what writes, in words that it has for no other reason, when it is not asked before what it is. */
async function isUnavailable(standby: string): Promise<void> {
  const auditKeys = AuditKeys.none;
  const options = { purpose: 'production', clock: new TurnableClock(), log: silent, auditKeys } as const;
  const unavailable = { kind: 'unavailable' };
  await assert.rejects(openDatabase({ ...options, database: standby }), unavailable);
  const any = new URL(standby);
  any.searchParams.set('target_session_attrs', 'any');
  await using open = await openDatabase({ ...options, database: any.href });
  await assert.rejects(
    open.write('00000000-0000-4000-8000-000000000001', async () => {}),
    unavailable,
  );
}

const replicated = { wal_level: 'replica', max_wal_senders: 10, wal_keep_size: '256MB', hot_standby: 'on' };

test('the primary dies and its synchronous standby takes over: no confirmed disconnect is lost, and it takes less than 10 s', async (t) => {
  await using primary = await startPostgres({
    ...replicated,
    synchronous_standby_names: 'standby',
    synchronous_commit: 'on',
  });
  await using standby = await startPostgres(
    {
      ...replicated,
      primary_conninfo: `host=127.0.0.1 port=${primary.port} user=${roles.superuser} application_name=standby`,
      wal_retrieve_retry_interval: '100ms',
    },
    { 'standby.signal': '' },
  );
  const name = await primary.createDatabase();
  // As libpq writes it: the servers one after another, and whichever takes writes is used.
  const url = (role: string) => `postgres://${role}@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/${name}`;
  const database = { database: url(roles.service), databaseMigrationUrl: url(roles.owner) };
  await using site = await startSite(database, 10);
  await Promise.all([site.replica(), site.replica()]);
  const books = new Books();
  using clients = startLoad(site, books);
  const confirmed = () => [...books.disconnected.values()].reduce((sum, count) => sum + count, 0);
  await waitFor('some disconnects', () => confirmed() > 10);
  await isUnavailable(standby.url(name, roles.service));

  await primary.stop('killed');
  const before = confirmed();
  const killedAt = performance.now();
  const client = new pg.Client(standby.url('postgres', roles.superuser));
  await client.connect();
  await client.query('SELECT pg_promote(true)');
  await client.end();
  await waitFor('a disconnect after the failover', () => confirmed() > before);
  const resumedMs = performance.now() - killedAt;
  await waitFor('every organisation to go on', () => confirmed() > before + 10);
  await clients.end();

  t.diagnostic(
    `resumed after ${Math.round(resumedMs)} ms; ${before} disconnects confirmed before, ${confirmed()} in all`,
  );
  assert.ok(resumedMs < 10_000);
  await settle(site, books);
});
