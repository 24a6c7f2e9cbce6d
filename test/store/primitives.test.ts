import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { instantOf } from '../../src/core/clock.ts';
import { primitives } from '../../src/edm/primitive.ts';
import { complexType, entityType, type PrimitiveName, type Property, string } from '../../src/edm/type.ts';
import { decodeEntity } from '../../src/odata/body/decode.ts';
import { encodeEntity } from '../../src/odata/encode.ts';
import type { Position, Query } from '../../src/odata/expression.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { readSkipToken, skipToken } from '../../src/odata/skip-token.ts';
import { blankCells, cellsOf } from '../../src/store/cells.ts';
import { typed } from '../../src/store/migrations/migration.ts';
import { selectEntity, selectPage } from '../../src/store/query/page.ts';
import { rowWriter } from '../../src/store/row-writer.ts';
import { columnsOf, type StoredEntity } from '../../src/store/stored-entities.ts';
import { tenantTx } from '../../src/store/tenant.ts';
import { auditKeys } from '../harness/databases.ts';
import { type Bare, barePostgres, bareSqlite, runningOn } from './device-table.ts';

/** Two values of each type as JSON has them, the lesser first, and the literals that they are in a URL. */
const samples: Readonly<Record<PrimitiveName, readonly (readonly [json: unknown, literal: string])[]>> = {
  'Edm.String': [
    ['a', "'a'"],
    ["it's", "'it''s'"],
  ],
  'Edm.Boolean': [
    [false, 'false'],
    [true, 'true'],
  ],
  'Edm.Int32': [
    [-2147483648, '-2147483648'],
    [7, '7'],
  ],
  'Edm.Int64': [
    [-1, '-1'],
    [Number.MAX_SAFE_INTEGER, String(Number.MAX_SAFE_INTEGER)],
  ],
  'Edm.Double': [
    [-0.25, '-0.25'],
    [1e21, '1e21'],
  ],
  'Edm.DateTimeOffset': [
    ['2026-11-21T19:28:00Z', '2026-11-21T19:28:00Z'],
    ['2026-11-21T19:28:00.5Z', "'2026-11-21T20:28:00.5+01:00'"],
  ],
  'Edm.Guid': [
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3F2504E0-4F89-41D3-9A0C-0305E82C3301'],
    ['6f1c4f0e-2f3b-4a57-9a3e-5d1f0c9b7e21', "'6f1c4f0e-2f3b-4a57-9a3e-5d1f0c9b7e21'"],
  ],
};

const names = Object.keys(primitives) as PrimitiveName[];
const memberOf = (name: PrimitiveName) => name.replace('Edm.', 'one');

function properties(nullable: boolean): Readonly<Record<string, Property>> {
  const like = string('A value.');
  return Object.fromEntries(
    names.map((name) => [memberOf(name), { ...like, nullable, type: { kind: 'primitive', name } }]),
  );
}

const inner = complexType('thingPart', properties(true));
const required = Object.fromEntries(
  Object.entries(properties(false)).map(([name, property]) => [`${name}Always`, property]),
);
const thing = entityType('thing', {
  description: 'A thing.',
  properties: { ...properties(true), ...required, part: { ...string('A part.'), type: inner } },
});
const entity: StoredEntity = { type: thing, computed: [], present: [] };
const source = { table: 'things', type: thing };

const bodyOf = (index: 0 | 1) => {
  const values = Object.fromEntries(names.map((name) => [memberOf(name), samples[name][index]?.[0]]));
  const always = Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}Always`, value]));
  return { ...values, ...always, part: values };
};

for (const [database, open] of [
  ['SQLite', async () => bareSqlite()],
  ['PostgreSQL', () => barePostgres()],
] as const) {
  suite(`a property of any primitive type that gets its column (${database})`, () => {
    let bare: Bare;
    const tx = () =>
      tenantTx('a', { dialect: bare.dialect, auditKeys }, runningOn(bare.kysely), {
        now: instantOf(0),
        announceDue: () => {},
      });
    const put = rowWriter('things', columnsOf(entity));
    const decoded = (body: object) =>
      decodeEntity({ value: () => JSON.parse(JSON.stringify(body)), contentType: 'application/json' }, thing, 'beta');
    const rowOf = (id: string, body: object) => ({ ...blankCells(entity), ...cellsOf(thing, decoded(body)), id });

    before(async () => {
      bare = await open();
      const columns = columnsOf(entity).map(
        ({ name, type, nullable }) => `"${name}" ${type}${nullable ? '' : ' NOT NULL'}`,
      );
      const ddl = `tenant_id TEXT NOT NULL, ${columns.join(', ')}, PRIMARY KEY (tenant_id, id)`;
      await sql
        .raw(`CREATE TABLE things (${typed(bare.dialect, ddl)})${bare.dialect === 'sqlite' ? ' STRICT' : ''}`)
        .execute(bare.kysely);
      await put(tx(), [rowOf('less', bodyOf(0)), rowOf('more', bodyOf(1)), rowOf('none', {})]);
    });
    after(() => bare.close());

    const query = (changes: Partial<Query>): Query => ({
      select: ['id'],
      filter: undefined,
      orderBy: [],
      search: undefined,
      skip: 0,
      pageSize: 100,
      count: false,
      after: undefined,
      ...changes,
    });
    const found = async (filter: string) => {
      const page = await selectPage<{ id: string }>(
        tx(),
        source,
        query({ filter: parseFilter(filter, thing, 'beta') }),
      );
      return page.rows.map(({ id }) => id).sort();
    };
    const shown = async (id: string) => {
      const row = await selectEntity(tx(), source, id);
      const shape = {
        version: 'beta',
        select: undefined,
        metadata: 'none',
        longsAsText: false,
        single: true,
        written: [],
        singleton: false,
        hidden: new Set<string>(),
      } as const;
      return JSON.parse(encodeEntity(row ?? assert.fail(), { ...shape, type: thing, root: '', contextPath: 'things' }));
    };

    test('is read as it was written, and as null or empty where nothing was said', async () => {
      assert.deepEqual(await shown('less'), { id: 'less', ...bodyOf(0) });
      assert.deepEqual(await shown('more'), { id: 'more', ...bodyOf(1) });
      const none = await shown('none');
      for (const name of names) {
        assert.equal(none[memberOf(name)], null, name);
        assert.equal(none[`${memberOf(name)}Always`], primitives[name].toJson(primitives[name].empty), `empty ${name}`);
      }
    });

    test('is changed, and set to null, by writing it again', async () => {
      await put(tx(), [rowOf('changed', bodyOf(0))]);
      await put(tx(), [rowOf('changed', bodyOf(1))]);
      assert.deepEqual(await shown('changed'), { id: 'changed', ...bodyOf(1) });
      await put(tx(), [
        rowOf('changed', { ...bodyOf(1), ...Object.fromEntries(names.map((n) => [memberOf(n), null])) }),
      ]);
      for (const name of names) assert.equal((await shown('changed'))[memberOf(name)], null, name);
      await sql`delete from things where tenant_id = 'a' and id = 'changed'`.execute(bare.kysely);
    });

    for (const name of names) {
      for (const path of [memberOf(name), `part/${memberOf(name)}`]) {
        test(`is found by $filter: ${path}`, async () => {
          const [[, less], [, more]] = samples[name] as [[unknown, string], [unknown, string]];
          assert.deepEqual(await found(`${path} eq ${less}`), ['less']);
          assert.deepEqual(await found(`${path} in (${less}, ${more})`), ['less', 'more']);
          assert.deepEqual(await found(`${path} ne ${less}`), ['more', 'none']);
          assert.deepEqual(await found(`${path} eq null`), ['none']);
          assert.deepEqual(await found(`${path} gt ${less}`), ['more']);
        });

        test(`is ordered by, page by page: ${path}`, async () => {
          for (const [direction, expected] of [
            ['asc', ['none', 'less', 'more']],
            ['desc', ['more', 'less', 'none']],
          ] as const) {
            const asked = query({ orderBy: parseOrderBy(`${path} ${direction}`, thing, 'beta'), pageSize: 1 });
            const walked: string[] = [];
            let next: Position | undefined;
            do {
              const from = next ? readSkipToken(skipToken(asked, next), asked).after : undefined;
              const page = await selectPage<{ id: string }>(tx(), source, { ...asked, after: from });
              walked.push(...page.rows.map(({ id }) => id));
              next = page.next;
            } while (next);
            assert.deepEqual(walked, expected);
          }
        });
      }
    }
  });
}
