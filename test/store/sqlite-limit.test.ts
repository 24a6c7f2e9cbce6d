import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../src/core/failure.ts';
import { auditEvent } from '../../src/model/audit-event.ts';
import type { Query } from '../../src/odata/expression.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { selectPage } from '../../src/store/query/page.ts';
import type { StatementBounds } from '../../src/store/sqlite/limit.ts';
import { auditEventSource } from '../../src/store/table/audit/audit-event-page.ts';
import { sqliteInFolder, sqliteInMemory } from '../harness/databases.ts';
import { fc } from '../harness/properties.ts';
import { device } from '../odata/device.ts';
import { anyDevice } from './device-arbitrary.ts';
import { devices, sqliteDevices } from './device-table.ts';

const everything: Query = {
  select: ['id'],
  filter: undefined,
  orderBy: [],
  search: undefined,
  skip: 0,
  pageSize: 1000,
  count: false,
  after: undefined,
};
const filter = (text: string) => parseFilter(text, device, 'beta');

async function refusalOf(bounds: StatementBounds, asked: Partial<Query>, name = 'Grün'): Promise<string | undefined> {
  await using table = await sqliteDevices(() => {}, bounds);
  const rows = fc.sample(anyDevice, { numRuns: 20, seed: 7 });
  await table.insert(
    'a',
    rows.map((row) => ({ ...row, name })),
  );
  try {
    await selectPage(table.of('a'), devices, { ...everything, ...asked });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Failure && error.kind === 'unavailable', String(error));
    return error.internal;
  }
}

suite('what a client can make SQLite do', () => {
  const late = { milliseconds: -1, calls: 1000 };
  const asked: Readonly<Record<string, Partial<Query>>> = {
    'a filter': { filter: filter("contains(model,'x')") },
    'a search': { search: ['x'] },
    'an order': { orderBy: parseOrderBy('model', device, 'beta') },
    'an offset': { skip: 5 },
    'a counted filter': { filter: filter("contains(model,'x')"), count: true, pageSize: 0 },
  };
  for (const [what, query] of Object.entries(asked)) {
    test(`${what} is ended when it takes too long`, async () => {
      assert.match((await refusalOf(late, query)) ?? '', /a statement was ended, because it took longer than -1 ms/);
    });
  }

  test('a page in the usual order is not asked, because it reads no more than it shows', async () => {
    assert.equal(await refusalOf(late, {}), undefined);
  });

  test('a filter is ended when its functions keep too much memory', async () => {
    const few = { milliseconds: 60_000, calls: 30 };
    const twice = filter("tolower(name) eq 'x' or tolower(toupper(name)) eq 'x'");
    assert.match((await refusalOf(few, { filter: twice })) ?? '', /more than 30 calls of functions/);
  });

  test('functions of ASCII keep no memory', async () => {
    const none = { milliseconds: 60_000, calls: 0 };
    assert.equal(
      await refusalOf(none, { filter: filter("tolower(name) eq 'x' or toupper(name) eq 'x'") }, 'Green'),
      undefined,
    );
  });

  for (const kind of [sqliteInMemory, sqliteInFolder]) {
    test(`others are answered between the conditions of one batch (${kind.name})`, async () => {
      await using made = await kind.create();
      const database = await made.open();
      const query = { ...everything, filter: parseFilter("contains(activity,'x')", auditEvent, 'beta') };
      let turn = 0;
      const turns: number[] = [];
      let going = true;
      const next = () => {
        turn++;
        if (going) setImmediate(next);
      };
      next();
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          await database.search('a', (db) => selectPage(db, auditEventSource, query));
          turns.push(turn);
        }),
      );
      going = false;
      assert.equal(new Set(turns).size, 5, `they ran in the turns ${turns} of the event loop`);
    });
  }
});
