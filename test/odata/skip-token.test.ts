import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Query } from '../../src/odata/expression.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { nextLink, readSkipToken, skipToken } from '../../src/odata/skip-token.ts';
import { fc } from '../harness/properties.ts';
import { device } from './device.ts';
import { refusal } from './refusal.ts';

function query(options: { filter?: string; orderBy?: string; search?: string[] } = {}): Query {
  return {
    select: undefined,
    filter: options.filter === undefined ? undefined : parseFilter(options.filter, device, 'beta'),
    orderBy: options.orderBy === undefined ? [] : parseOrderBy(options.orderBy, device, 'beta'),
    search: options.search,
    skip: 0,
    pageSize: 25,
    count: false,
    after: undefined,
  };
}

const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

suite('skip tokens', () => {
  test('tell where a page ended and how long pages are, whatever was there', () => {
    const ordered = query({ orderBy: 'name,memory desc,state' });
    fc.assert(
      fc.property(
        fc.tuple(fc.option(fc.string({ unit: 'grapheme' })), fc.option(fc.maxSafeInteger()), fc.option(fc.nat())),
        fc.uuid(),
        (values, id) => {
          fc.pre(!values[0]?.includes('\u0000'));
          const token = skipToken(ordered, { values, id });
          assert.match(token, /^[A-Za-z0-9_-]+$/);
          assert.deepEqual(readSkipToken(token, ordered), { after: { values, id }, pageSize: 25 });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('belong to one filter, order and search, however it is written', () => {
    const base = { filter: "name eq 'a'", orderBy: 'name', search: ['x'] };
    const token = skipToken(query(base), { values: ['a'], id: '1' });
    assert.equal(readSkipToken(token, query({ ...base, filter: "(NAME  eq 'a')", orderBy: 'Name asc' })).pageSize, 25);
    const others = [
      { ...base, filter: "name eq 'b'" },
      { ...base, filter: "name ne 'a'" },
      { ...base, orderBy: 'name desc' },
      { ...base, orderBy: 'model' },
      { ...base, search: ['y'] },
      {},
    ];
    for (const other of others) {
      assert.match(
        refusal(() => readSkipToken(token, query(other))),
        /^400 .*another \$filter, \$orderby or \$search$/,
      );
    }
  });

  test('that are garbage, or forged with values of another type, are refused', () => {
    const ordered = query({ orderBy: 'name,memory' });
    const [print] = JSON.parse(Buffer.from(skipToken(ordered, { values: ['', 1], id: '' }), 'base64url').toString());
    const garbage = [
      '',
      'x',
      '%%%',
      'e30',
      encoded(null),
      encoded(print),
      encoded({ 0: print }),
      encoded([]),
      encoded([print]),
      encoded([print, 25]),
      encoded([print, 25, '1']),
      encoded([print, 25, '1', 'a']),
      encoded([print, 0, '1', 'a', 5]),
      encoded([print, -1, '1', 'a', 5]),
      encoded([print, 1e300, '1', 'a', 5]),
      encoded([print, '25', '1', 'a', 5]),
      encoded([print, 25, 1, 'a', 5]),
      encoded([print, 25, '1', 5, 5]),
      encoded([print, 25, '1', 'a', '5']),
      encoded([print, 25, '1', 'a', true]),
      encoded([print, 25, '1', ['a'], 5]),
      encoded([print, 25, '1', 'a\u0000', 5]),
      encoded([print, 25, 'a\u0000', 'a', 5]),
      '9'.repeat(10_000),
    ];
    for (const token of garbage) {
      assert.match(
        refusal(() => readSkipToken(token, ordered)),
        /^400 Invalid value for query option '\$skiptoken'/,
        token,
      );
    }
    assert.deepEqual(readSkipToken(encoded([print, 25, '1', 'a', 5]), ordered).after, { values: ['a', 5], id: '1' });
  });
});

suite('next links', () => {
  test("keep the client's query as it is, but for where the page starts", () => {
    const url = 'https://host/v1.0/deviceManagement/managedDevices';
    const next = (search: string) => nextLink(`${url}${search}`, 'TOKEN').slice(url.length);
    assert.equal(next(''), '?$skiptoken=TOKEN');
    assert.equal(next('?'), '?$skiptoken=TOKEN');
    assert.equal(
      next("?%24filter=a%20eq+'%2b'&$top=5&custom&$skip=3&%24SkipToken=OLD&$select=skip"),
      "?%24filter=a%20eq+'%2b'&$top=5&custom&$select=skip&$skiptoken=TOKEN",
    );
    assert.equal(next('?skip=3&skiptoken=OLD&skipper=1'), '?skipper=1&$skiptoken=TOKEN');
  });
});
