import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pg from 'pg';
import { owe } from '../../src/obligations/owe.ts';
import type { Database } from '../../src/store/database.ts';
import { postgres, type TestDatabase } from '../harness/databases.ts';
import { tenantA, tenantB } from './rows.ts';

const watches = { kinds: ['grant.watch'], others: false } as const;
const dueNow = (database: Database, after = '', limit = 9, resting: readonly string[] = []) =>
  database.dueTenants(watches, { after, limit }, resting);

/** Puts in `count` obligations like the one that the tenant has, with other values in some columns. */
const copies = (made: TestDatabase, tenantId: string, count: number, changes: string) =>
  made.run(`SELECT set_config('assistd.tenant_id', '${tenantId}', false);
    INSERT INTO obligations SELECT (jsonb_populate_record(NULL::obligations, to_jsonb(o) || ${changes} ||
      jsonb_build_object('id', 'copy ' || n, 'subject', 'copy ' || n))).*
    FROM (SELECT * FROM obligations WHERE tenant_id = '${tenantId}' LIMIT 1) o, generate_series(1, ${count}) n`);

/** How many pages of the database a look for work reads. */
async function pagesRead(made: TestDatabase): Promise<number> {
  const client = new pg.Client(made.database);
  await client.connect();
  await using _ = { [Symbol.asyncDispose]: () => client.end() };
  const look = `SELECT * FROM assistd_due_tenants_of('{grant.watch}', false, ${made.clock.now()}, ${made.clock.now() + 5000}, '', 9, '{}')`;
  await client.query(look);
  const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${look}`);
  const plan = rows[0]['QUERY PLAN'][0].Plan;
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

suite('the look for due work on PostgreSQL', () => {
  test('reads what is due, and nothing of what waits for later, with statistics and without', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, async (tx) => void (await owe(tx, { kind: 'grant.watch', subject: 'g' })));
    }
    const before = await pagesRead(made);
    await copies(made, tenantA, 2000, `jsonb_build_object('due_at', o.due_at + 3600000 + n)`);
    assert.ok((await pagesRead(made)) < before + 30, `${await pagesRead(made)} pages, and ${before} before`);
    await made.run('ANALYZE obligations');
    assert.ok((await pagesRead(made)) < before + 30, `${await pagesRead(made)} pages with statistics`);
    assert.deepEqual(await dueNow(database), [tenantA, tenantB]);
  });

  test('finds the same, whether few are due or many', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, async (tx) => void (await owe(tx, { kind: 'grant.watch', subject: 'g' })));
    }
    await made.run(`SELECT set_config('assistd.tenant_id', '${tenantA}', false); UPDATE obligations SET connector = 'teamviewer';
      SELECT set_config('assistd.tenant_id', '${tenantB}', false); UPDATE obligations SET due_at = due_at + 3600000, planned_at = planned_at + 3600000`);
    for (const due of ['few', 'many']) {
      assert.deepEqual(await dueNow(database), [tenantA, tenantB], `${due}: also what was planned in the future`);
      assert.deepEqual(await dueNow(database, '', 1), [tenantA]);
      assert.deepEqual(await dueNow(database, tenantA), [tenantB]);
      assert.deepEqual(await dueNow(database, '', 9, ['teamviewer']), [tenantB], due);
      assert.deepEqual(await database.dueTenants({ ...watches, others: true }, { after: '', limit: 9 }), []);
      if (due === 'few') await copies(made, tenantA, 1500, `jsonb_build_object('probe', 0)`);
    }
  });
});
