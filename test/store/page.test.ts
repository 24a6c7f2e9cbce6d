import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { Failure } from '../../src/core/failure.ts';
import type { Position, Query } from '../../src/odata/expression.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { readSkipToken, skipToken } from '../../src/odata/skip-token.ts';
import { selectPage } from '../../src/store/query/page.ts';
import type { Large, Source } from '../../src/store/query/source.ts';
import { casesOr, fc } from '../harness/properties.ts';
import { device } from '../odata/device.ts';
import { anyDevice, anyFilter, anyOrderBy, anySelect } from './device-arbitrary.ts';
import { type Device, type DeviceTable, devices, postgresDevices, sqliteDevices } from './device-table.ts';
import { compareBy, evaluate } from './evaluate.ts';

const filter = (text: string) => parseFilter(text, device, 'beta');
const orderBy = (text: string) => parseOrderBy(text, device, 'beta');

function query(changes: Partial<Query> = {}): Query {
  return {
    select: ['id'],
    filter: undefined,
    orderBy: [],
    search: undefined,
    skip: 0,
    pageSize: 1000,
    count: false,
    after: undefined,
    ...changes,
  };
}

type Row = Record<string, unknown> & { id: string };

for (const [name, open] of [
  ['SQLite', sqliteDevices],
  ['PostgreSQL', postgresDevices],
] as const) {
  suite(`pages (${name})`, () => {
    const all = fc.sample(anyDevice, { numRuns: 150, seed: 7 });
    const sorted = (ids: Iterable<string>) => [...ids].sort();
    let table: DeviceTable;
    let found: (asked: Query) => Promise<string[]>;
    /** Every page of a walk, from token to token. */
    async function* walk(asked: Query, source: Source = devices) {
      let next: Position | undefined;
      do {
        const read: { after?: Position } = next ? readSkipToken(skipToken(asked, next), asked) : {};
        const page = await selectPage<Row>(table.of('a'), source, { ...asked, after: read.after });
        yield page.rows.map(({ id }) => id);
        next = page.next;
      } while (next);
    }

    before(async () => {
      table = await open();
      found = async (asked) => (await selectPage<Row>(table.of('a'), devices, asked)).rows.map(({ id }) => id);
      await table.insert('a', all);
      // The same ids in another tenant, all of them with other values.
      await table.insert(
        'b',
        all.map((row) => ({ ...row, name: 'of b', memory: 1 })),
      );
    });
    after(() => table[Symbol.asyncDispose]());

    test('any filter finds, and counts, what its plain evaluation finds', async () => {
      await fc.assert(
        fc.asyncProperty(anyFilter, async (text) => {
          fc.pre(text.length < 8000);
          const bound = filter(text);
          const asked = query({ filter: bound, count: true });
          const expected = all.filter((row) => evaluate(bound, row) === true).map(({ id }) => id);
          const page = await selectPage<Row>(table.of('a'), devices, asked);
          assert.deepEqual(sorted(page.rows.map(({ id }) => id)), sorted(expected), text);
          assert.equal(page.count, expected.length);
          assert.equal((await selectPage(table.of('a'), devices, { ...asked, pageSize: 0 })).count, expected.length);
        }),
        { numRuns: casesOr(100) },
      );
    });

    test('conditions that are compared with conditions are taken as deep as the grammar goes, in time', async () => {
      for (const [word, innermost] of [
        ['eq', "startswith(name,'a')"],
        ['ne', "(startswith(name,'a') and encrypted)"],
      ] as const) {
        for (const other of ['supervised', 'true', "contains(model,'b')"]) {
          const text = `${'('.repeat(95)}${innermost}${`) ${word} ${other}`.repeat(95)}`;
          const bound = filter(text);
          const expected = all.filter((row) => evaluate(bound, row) === true).map(({ id }) => id);
          assert.deepEqual(sorted(await found(query({ filter: bound }))), sorted(expected), `${word} ${other}`);
        }
      }
    });

    test('any order and page size walks every row that the filter finds once, in order', async () => {
      const walks = fc.record({
        order: anyOrderBy,
        text: fc.option(anyFilter.filter((text) => text.length < 500)),
        pageSize: fc.integer({ min: 1, max: 60 }),
        skip: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 160 })),
        select: anySelect,
      });
      await fc.assert(
        fc.asyncProperty(walks, async ({ order, text, pageSize, skip, select }) => {
          const bound = text === null ? undefined : filter(text);
          const keys = orderBy(order);
          const asked = query({ orderBy: keys, pageSize, skip, select, filter: bound });
          const pages: string[][] = [];
          for await (const page of walk(asked)) pages.push(page);
          assert.ok(pages.slice(0, -1).every((page) => page.length === pageSize));

          const tie = { ...(orderBy('id')[0] ?? assert.fail()), descending: keys.at(-1)?.descending ?? false };
          const expected = all
            .filter((row) => !bound || evaluate(bound, row) === true)
            .sort((left, right) => compareBy([...keys, tie], left, right))
            .slice(skip);
          assert.deepEqual(
            pages.flat(),
            expected.map(({ id }) => id),
          );
        }),
        { numRuns: casesOr(40) },
      );
    });

    test('of many, pages are short and give every row that the filter finds once, in order; a count is right, or refused', async () => {
      const indexes = ['name', 'model', 'memory', 'enrolledDateTime', 'state', 'slots'] as const;
      const large: Large = {
        indexed: Object.fromEntries(indexes.map((name) => [name, 'many'])),
        size: async () => 1e6,
        kept: (tenantId) => sql`(select count(*) from devices where tenant_id = ${tenantId})`,
        trigrams: 'none',
        mostFound: { sqlite: 5, postgres: 5 },
        mostWalked: 20,
        mostScanned: 30,
        mostCounted: 90,
      };
      const many: Source = { table: devices.table, type: devices.type, large };
      const values = all.map(({ name }) => name).filter((value) => value !== null && !/[\0']/.test(value));
      const served = fc.oneof(
        fc.constantFrom('name', 'memory', 'state', 'enrolledDateTime').map((name) => `${name} ne null`),
        fc.constantFrom('name', 'memory', 'state').map((name) => `${name} eq null`),
        fc.constantFrom(
          'slots ge 0',
          'slots lt 7',
          'memory gt 1',
          'slots ge 0 and slots lt 9',
          "not (state eq 'active')",
          "state ne 'active'",
        ),
        fc
          .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.constantFrom(...values))
          .map(([operator, value]) => `name ${operator} '${value}'`),
        fc
          .tuple(fc.constantFrom(...values), fc.constantFrom(...values))
          .map(([one, other]) => `name ge '${one}' and name lt '${other}'`),
        fc.constantFrom(...values).map((value) => `startswith(name,'${value?.slice(0, 1)}')`),
        fc.constantFrom(...values).map((value) => `name in ('${value}',null)`),
      );
      const walks = fc.record({
        order: fc.constantFrom(
          ...['id', ...indexes].filter((name) => name !== 'state').flatMap((name) => [name, `${name} desc`]),
        ),
        condition: served,
        other: fc.option(anyFilter.filter((text) => text.length < 300)),
        pageSize: fc.integer({ min: 5, max: 60 }),
      });
      await fc.assert(
        fc.asyncProperty(walks, async ({ order, condition, other, pageSize }) => {
          const bound = filter(other === null ? condition : `${condition} and (${other})`);
          const keys = orderBy(order);
          const asked = query({ orderBy: keys, pageSize, filter: bound });
          const pages: string[][] = [];
          for await (const page of walk(asked, many)) pages.push(page);
          const tie = { ...(orderBy('id')[0] ?? assert.fail()), descending: keys.at(-1)?.descending ?? false };
          const expected = all.filter((row) => evaluate(bound, row) === true);
          const ordered = expected.sort((left, right) => compareBy([...keys, tie], left, right)).map(({ id }) => id);
          assert.deepEqual(pages.flat(), ordered, condition);
          assert.ok(pages.every((page) => page.length <= pageSize));
          try {
            const { count } = await selectPage(table.of('a'), many, { ...asked, pageSize: 0, count: true });
            assert.equal(count, expected.length, condition);
          } catch (error) {
            assert.ok(error instanceof Failure && error.kind === 'optionInvalid', String(error));
          }
        }),
        { numRuns: casesOr(20) },
      );
    });

    test('a walk sees what stays exactly once, while other rows come and go between its pages', async () => {
      const steps = fc.record({
        order: anyOrderBy,
        pageSize: fc.integer({ min: 1, max: 7 }),
        come: fc.array(anyDevice, { maxLength: 12 }),
        go: fc.infiniteStream(fc.nat()),
      });
      await fc.assert(
        fc.asyncProperty(steps, async ({ order, pageSize, come, go }) => {
          const stay = new Set(all.slice(0, 40).map(({ id }) => id));
          const passing = [...all.slice(40, 60)].map(({ id }) => ({ id }));
          const within = filter(
            `id in (${[...stay, ...passing.map(({ id }) => id), ...come.map(({ id }) => id)].map((id) => `'${id}'`)})`,
          );
          const gone: Device[] = [];
          const arrived: Device[] = [];
          const seen: string[] = [];
          try {
            for await (const page of walk(query({ orderBy: orderBy(order), pageSize, filter: within }))) {
              seen.push(...page);
              const arriving = come.shift();
              if (arriving) {
                await table.insert('a', [arriving]);
                arrived.push(arriving);
              }
              // Now and then the very row at which the page ended.
              const last = page.at(-1);
              const leaving =
                passing.find(({ id }) => id === last) ?? passing[Number(go.next().value) % passing.length];
              const row = all.find(({ id }) => id === leaving?.id);
              if (row && !gone.includes(row)) {
                await table.delete('a', row.id);
                gone.push(row);
              }
            }
            assert.equal(new Set(seen).size, seen.length, 'a row was seen twice');
            for (const id of stay) assert.ok(seen.includes(id), `${id} was not seen`);
          } finally {
            for (const { id } of arrived) await table.delete('a', id);
            await table.insert('a', gone);
          }
        }),
        { numRuns: casesOr(15) },
      );
    });

    test('texts that begin with a prefix are found at the edges of Unicode too', async () => {
      for (const prefix of ['', 'a', '\uD7FF', '\uE000', '\uFFFF', '😀', '\u{10FFFF}', 'a\u{10FFFF}']) {
        const bound = filter(`startswith(model,'${prefix}')`);
        const expected = all.filter(({ model }) => model.startsWith(prefix)).map(({ id }) => id);
        assert.deepEqual(sorted(await found(query({ filter: bound }))), sorted(expected), prefix);
      }
    });

    test('a tenant sees its own rows alone', async () => {
      const page = await selectPage(
        table.of('a'),
        devices,
        query({ filter: filter("name eq 'of b' or true"), count: true }),
      );
      assert.equal(page.count, all.length);
      assert.deepEqual(await found(query({ filter: filter("name eq 'of b'") })), []);
      assert.equal((await selectPage(table.of('nobody'), devices, query({ count: true }))).count, 0);
    });

    test('rows have the selected columns and id; without $select all but those given only on request', async () => {
      const read = async (select: Query['select']) =>
        Object.keys((await selectPage<Row>(table.of('a'), devices, query({ select, pageSize: 1 }))).rows[0] ?? {});
      assert.deepEqual(await read(['name', 'state']), ['id', 'name', 'state']);
      assert.deepEqual(await read([]), ['id']);
      const usual = Object.keys(device.properties).filter((column) => column !== 'link');
      assert.deepEqual(await read(undefined), ['id', ...usual]);
      assert.deepEqual(await read(['link']), ['id', 'link']);
    });

    test('a page that takes the last row has no next one, and an empty page was asked for', async () => {
      const exact = await selectPage(table.of('a'), devices, query({ pageSize: all.length }));
      assert.deepEqual([exact.rows.length, exact.next], [all.length, undefined]);
      const none = await selectPage(table.of('a'), devices, query({ pageSize: 0, count: true }));
      assert.deepEqual(none, { rows: [], count: all.length });
    });

    test('$search finds all words in any case, in any of the searched properties', async () => {
      for (const search of [['A'], ['straSSe'], ['STRAßE'], ['%'], ['a', 'B'], ["o'b"]]) {
        const texts = ({ name, model }: Device) => [name, model].map((value) => value?.toLowerCase() ?? '');
        const expected = all.filter((row) =>
          search.every((word) => texts(row).some((value) => value.includes(word.toLowerCase()))),
        );
        assert.deepEqual(sorted(await found(query({ search }))), sorted(expected.map(({ id }) => id)), search.join());
      }
    });

    test('a computed column is filtered, ordered and selected by its expression', async () => {
      const source = {
        ...devices,
        computed: { slots: sql`(slots * 2)` },
      };
      const asked = query({ select: ['slots'], filter: filter('slots ge 10'), orderBy: orderBy('slots desc') });
      const { rows } = await selectPage<Row>(table.of('a'), source, asked);
      const expected = all.map(({ slots }) => slots * 2).filter((slots) => slots >= 10);
      assert.deepEqual(
        rows.map(({ slots }) => Number(slots)),
        expected.sort((a, b) => b - a),
      );
    });

    test('a filter as long as may be is run, however many terms or levels it has', async () => {
      const wide = Array.from({ length: 500 }, () => 'supervised').join(' or ');
      assert.equal(
        (await found(query({ filter: filter(wide) }))).length,
        all.filter(({ supervised }) => supervised).length,
      );
      const deep = filter(`${'not ('.repeat(48)}memory gt 1 or supervised${')'.repeat(48)}`);
      assert.deepEqual(
        sorted(await found(query({ filter: deep }))),
        sorted(all.filter((row) => evaluate(deep, row)).map(({ id }) => id)),
      );
      const list = `slots in (${Array.from({ length: 1500 }, (_, index) => index).join(',')})`;
      assert.equal((await found(query({ filter: filter(list) }))).length, all.filter(({ slots }) => slots >= 0).length);
    });
  });
}

suite('indexes', () => {
  const plans: readonly (readonly [what: string, asked: Partial<Query>, plan: RegExp])[] = [
    ['eq', { filter: filter("name eq 'a'") }, /devices_name \(tenant_id=\? AND name=\?\)/],
    ['eq, in an and', { filter: filter("encrypted and name eq 'a'") }, /devices_name \(tenant_id=\? AND name=\?\)/],
    ['ne, negated', { filter: filter("not (name ne 'a')") }, /devices_name \(tenant_id=\? AND name=\?\)/],
    [
      'in',
      { filter: filter("model in ('a','b')"), orderBy: orderBy('model') },
      /devices_model \(tenant_id=\? AND model=\?\)/,
    ],
    ['startswith', { filter: filter("startswith(name,'a')") }, /devices_name \(tenant_id=\? AND name>\? AND name<\?\)/],
    ['the next page', { after: { values: [], id: 'x' } }, /sqlite_autoindex_devices_1 \(tenant_id=\? AND id>\?\)/],
    [
      'the next page by a key that may be null',
      { orderBy: orderBy('name'), after: { values: ['a'], id: 'x' } },
      /devices_name \(tenant_id=\? AND \(name,id\)>\(\?,\?\)\)/,
    ],
    [
      'the next page of a descending order',
      { orderBy: orderBy('model desc'), after: { values: ['a'], id: 'x' } },
      /devices_model \(tenant_id=\? AND \(model,id\)<\(\?,\?\)\)/,
    ],
    ['a descending order with nulls', { orderBy: orderBy('name desc') }, /devices_name \(tenant_id=\?\)/],
  ];
  for (const [what, asked, plan] of plans) {
    test(`serve ${what}, without sorting`, async () => {
      const statements: string[] = [];
      await using table = await sqliteDevices(({ sql }) => statements.push(sql));
      await selectPage(table.of('a'), devices, query(asked));
      const explained = await sql<{ detail: string }>`${sql.raw(
        `explain query plan ${statements.at(-1)?.replaceAll('?', "'1'")}`,
      )}`.execute(table.of('a').sql);
      const text = explained.rows.map(({ detail }) => detail).join('\n');
      assert.match(text, plan);
      // Without an order of its own, a filtered page is sorted by id, as far as its index does not have it so.
      if (asked.orderBy || asked.after) assert.doesNotMatch(text, /TEMP B-TREE/);
    });
  }
});
