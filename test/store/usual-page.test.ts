import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { remoteAssistancePartners } from '../../src/model/remote-assistance-partner.ts';
import { parseQuery } from '../../src/odata/query.ts';
import { writtenPage } from '../../src/store/query/page.ts';
import { insertPartner, partnerSource } from '../../src/store/table/partners.ts';
import { postgres } from '../harness/databases.ts';
import { partner, tenantA, tenantB } from './rows.ts';

const selection = {
  type: partnerSource.type,
  version: 'v1.0',
  select: undefined,
  hidden: new Set<string>(),
  metadata: 'minimal',
  longsAsText: false,
  single: false,
  written: [],
} as const;

suite('a page of a whole collection, on PostgreSQL', () => {
  test('is one prepared statement for all organisations, of which each sees its own, and few lengths of it are kept', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, connections: 1 } });
    const own = [
      [tenantA, ['a', 'b']],
      [tenantB, ['c']],
    ] as const;
    for (const [tenantId, ids] of own) {
      await database.write(tenantId, async (tx) => {
        for (const id of ids) await insertPartner(tx, partner({ id }));
      });
    }
    const page = (tenantId: string, options: string) =>
      database.read(tenantId, async (db) => {
        const query = parseQuery(options, { resource: remoteAssistancePartners, version: 'v1.0', kind: 'list' });
        const { text, next } = await writtenPage(db, partnerSource, query, selection);
        const shown = JSON.parse(`[${text}]`) as { id: string }[];
        return [shown.map(({ id }) => id), next !== undefined] as const;
      });
    const kept = () =>
      database.read(tenantA, async ({ sql: own, tenantId }) => {
        const { rows } = await sql<{ calls: number }>`
          SELECT (generic_plans + custom_plans)::int AS calls FROM pg_prepared_statements
          WHERE statement LIKE '%string_agg(text%tenant_id%' AND ${tenantId}::text <> ''`.execute(own);
        return rows.map(({ calls }) => calls);
      });

    for (let again = 0; again < 8; again++) {
      for (const [tenantId, ids] of own) assert.deepEqual(await page(tenantId, ''), [ids, false]);
    }
    assert.deepEqual(await kept(), [16]);
    for (let top = 1; top < 8; top++) {
      for (const [tenantId, ids] of own) {
        assert.deepEqual(await page(tenantId, `$top=${top}`), [ids.slice(0, top), top < ids.length]);
      }
    }
    assert.equal((await kept()).length, 4);
    // What is asked for besides is asked for by itself.
    assert.deepEqual(await page(tenantA, "$filter=id eq 'b'"), [['b'], false]);
    assert.deepEqual(await page(tenantA, '$orderby=displayName,id desc'), [['b', 'a'], false]);
    assert.equal((await kept()).length, 4);
  });
});
