import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { encodePage, type Shape } from '../../src/odata/encode.ts';
import type { Query } from '../../src/odata/expression.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { selectPage, writtenPage } from '../../src/store/query/page.ts';
import { casesOr, fc } from '../harness/properties.ts';
import { device } from '../odata/device.ts';
import { anyDevice, anyOrderBy, anySelect } from './device-arbitrary.ts';
import { type Device, type DeviceTable, devices, postgresDevices, sqliteDevices } from './device-table.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const all = fc.sample(anyDevice, { numRuns: 60, seed: 11 });
/** Every character that JSON does not let stand, beside those that it does though they look as if it did not. */
const odd = String.fromCharCode(...Array.from({ length: 0x20 }, (_, code) => code).slice(1), 0x22, 0x5c, 0x7f, 0x2028);
const oddest: Device = {
  ...(all[0] as Device),
  id: `'"\\${odd}`,
  name: odd,
  model: odd,
  ring: odd,
  tags: [odd, '\u0001'],
};

const anyShape: fc.Arbitrary<Shape> = fc.record({
  type: fc.constant(device),
  version: fc.constantFrom('v1.0' as const, 'beta' as const),
  select: anySelect,
  hidden: fc.constantFrom(new Set<string>(), new Set(['name', 'owner'])),
  metadata: fc.constantFrom('none' as const, 'minimal' as const),
  longsAsText: fc.boolean(),
  single: fc.constant(false),
  written: fc.constant([]),
  root: fc.constant('https://example.org/beta'),
  contextPath: fc.constant('devices'),
  singleton: fc.constant(false),
});

for (const [name, open] of [
  ['SQLite', sqliteDevices],
  ['PostgreSQL', postgresDevices],
] as const) {
  suite(`a page that the database writes (${name})`, () => {
    let table: DeviceTable;
    before(async () => {
      table = await open();
      await table.insert('a', [...all, oddest]);
    });
    after(() => table[Symbol.asyncDispose]());

    test('is byte for byte the page that is written from its values, whatever is selected, ordered and asked of its form', async () => {
      await fc.assert(
        fc.asyncProperty(anyShape, anyOrderBy, fc.constantFrom(7, 1000), async (shape, order, pageSize) => {
          const query: Query = {
            select: shape.select,
            filter: undefined,
            orderBy: parseOrderBy(order, device, 'beta'),
            search: undefined,
            skip: 0,
            pageSize,
            count: true,
            after: undefined,
          };
          const byValue = await selectPage<Row>(table.of('a'), devices, query);
          const written = await writtenPage(table.of('a'), devices, query, shape);
          assert.deepEqual(written.next, byValue.next);
          assert.equal(String(encodePage(written, 'next', shape)), String(encodePage(byValue, 'next', shape)));
        }),
        { numRuns: casesOr(60) },
      );
    });
  });
}
