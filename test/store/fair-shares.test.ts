import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { Failure } from '../../src/core/failure.ts';
import type { Database } from '../../src/store/database.ts';
import { sharingSearchTime, untilGone } from '../../src/store/search-time.ts';
import { findTenant, insertTenant } from '../../src/store/table/tenants.ts';
import type { TenantDb } from '../../src/store/tenant.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { tenant, tenantA, tenantB } from './rows.ts';

const unavailable = (error: unknown) => error instanceof Failure && error.kind === 'unavailable';

/** A statement that takes about `milliseconds`, as a filter over many rows does. */
const slow = (milliseconds: number) => (db: TenantDb) =>
  db.dialect === 'postgres'
    ? sql`SELECT pg_sleep(${milliseconds / 1000}) AS tenant_id WHERE ${db.tenantId}::text = ${db.tenantId}::text`.execute(
        db.sql,
      )
    : sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${milliseconds * 3000} AND in_time())
        SELECT count(*) AS tenant_id FROM n WHERE ${db.tenantId} = ${db.tenantId}`.execute(db.sql);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const filled = async (database: Database) => {
  for (const tenantId of [tenantA, tenantB]) await database.write(tenantId, (tx) => insertTenant(tx, tenant));
};

onEveryDatabase('searches', (kind) => {
  test('those of one organisation, as many as there may be, hold up neither another nor its own disconnect for longer than one', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await filled(database);
    const one = await timed(() => database.search(tenantA, slow(100)));
    let open = true;
    const flood = Promise.all(
      Array.from({ length: 24 }, async () => {
        while (open) {
          await database.search(tenantA, slow(100)).catch((error: unknown) => assert.ok(unavailable(error)));
          await setImmediate();
        }
      }),
    );
    for (const work of [
      () => database.read(tenantB, findTenant),
      () => database.write(tenantB, findTenant),
      () => database.write(tenantA, findTenant),
      () => database.tenants({ after: '', limit: 1 }),
      () => database.search(tenantB, findTenant),
    ]) {
      // On SQLite the thread is the database's, too: whoever comes in the middle of a statement waits for its end. The best of a few: on
      // a machine that is busy with other things some take longer.
      const took: number[] = [];
      while (took.length < 20 && !took.some((each) => each < 2 * one + 250)) took.push(await timed(work));
      assert.ok(Math.min(...took) < 2 * one + 250, `${took.join(', ')} ms, where one search takes ${one} ms`);
    }
    open = false;
    await flood;
  });
});

onEveryDatabase(
  'the searches',
  (kind) => {
    test('of one request have together the time of one', async () => {
      await using made = await kind.create();
      const statementMs = 1000;
      const database = await made.open({ postgres: { ...made.options.postgres, statementMs } });
      await filled(database);
      const ms = kind.name === 'PostgreSQL' ? 625 : 6750;
      const outcomes = await sharingSearchTime(async () => {
        const all: PromiseSettledResult<unknown>[] = [];
        for (let count = 0; count < 4; count++) {
          all.push(...(await Promise.allSettled([database.search(tenantA, slow(ms))])));
        }
        return all;
      });
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      assert.ok(failed.length >= 2, 'two of them take all of the time');
      for (const outcome of failed) if (outcome.status === 'rejected') assert.ok(unavailable(outcome.reason));
      // What is no search goes on, and another request has its own time.
      await sharingSearchTime(() => database.search(tenantA, slow(10)));
      assert.ok(await database.read(tenantA, findTenant));
    });
  },
  [sqliteInFolder, postgres],
);

suite('connections to PostgreSQL', () => {
  const held = (database: Database, how: 'search' | 'read' | 'write', tenantId: string, until: Promise<void>) => {
    let isHeld = false;
    const done = database[how](tenantId, async (db) => {
      isHeld = true;
      await findTenant(db);
      await until;
    });
    return { isHeld: () => isHeld, done };
  };

  async function reached(database: Database, how: 'search' | 'read' | 'write', tenants: readonly string[]) {
    const release = Promise.withResolvers<void>();
    const all = tenants.map((tenantId) => held(database, how, tenantId, release.promise));
    const count = () => all.filter(({ isHeld }) => isHeld()).length;
    await waitFor('somebody waits', () => database.load().waiting === tenants.length - count() && count() > 0);
    const most = count();
    let isServed = false;
    const another = database.write('another', findTenant).then(() => {
      isServed = true;
    });
    await waitFor('it is served, or waits', () => isServed || database.load().waiting > tenants.length - most);
    const free = isServed;
    release.resolve();
    await Promise.allSettled([another, ...all.map(({ done }) => done)]);
    return { most, free };
  }

  test('one organisation has half of them, fewer for its searches, and all searches and reads leave some to writes', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, connections: 10, searches: 10 } });
    const alone = Array.from({ length: 12 }, () => tenantA);
    const many = Array.from({ length: 12 }, (_, index) => `tenant ${index}`);
    assert.deepEqual(await reached(database, 'search', alone), { most: 3, free: true });
    assert.deepEqual(await reached(database, 'read', alone), { most: 5, free: true });
    assert.deepEqual(await reached(database, 'write', alone), { most: 5, free: true });
    assert.deepEqual(await reached(database, 'search', many), { most: 6, free: true });
    assert.deepEqual(await reached(database, 'read', many), { most: 8, free: true });
    assert.deepEqual(await reached(database, 'write', many), { most: 10, free: false });
    const usual = await made.open({ postgres: { ...made.options.postgres, connections: 10 } });
    assert.deepEqual(
      await reached(usual, 'search', alone),
      { most: 1, free: true },
      'and no more of the server’s cores',
    );
    assert.deepEqual(await reached(usual, 'search', many), { most: 2, free: true });
  });

  test('searches that wait take turns, organisation by organisation, by the time that each has had', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, searches: 1 } });
    const began: string[] = [];
    const release = Promise.withResolvers<void>();
    const seconds: Readonly<Record<string, number>> = { a: 10, b: 15, c: 30 };
    const search = (tenantId: string) =>
      database.search(tenantId, async () => {
        began.push(tenantId);
        await release.promise;
        made.clock.turn(1000 * (seconds[tenantId] ?? 0));
      });
    const all = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map(search);
    await waitFor('all others wait', () => began.length === 1 && database.load().waiting === 6);
    release.resolve();
    await Promise.all(all);
    assert.equal(began.join(''), 'abcabaa');
  });

  test('a search whose client has gone is ended at the server, and leaves the line where it waits', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const running = () =>
      database.read(tenantB, async (db) => {
        const { rows } = await sql<{ count: number }>`
          SELECT count(*) AS count, ${db.tenantId}::text AS tenant_id FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg\\_sleep%'`.execute(db.sql);
        return rows[0]?.count;
      });
    const client = new AbortController();
    const searches = [1, 2].map(() =>
      assert.rejects(
        untilGone(client.signal, () => database.search(tenantA, slow(600_000))),
        unavailable,
      ),
    );
    await waitFor('one runs, and one waits', async () => (await running()) === 1 && database.load().waiting === 1);
    client.abort();
    await Promise.all(searches);
    assert.equal(database.load().waiting, 0);
    assert.equal(await running(), 0);
  });
});
