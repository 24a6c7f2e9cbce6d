import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Resource, resource } from '../../src/edm/operation.ts';
import type { Query } from '../../src/odata/expression.ts';
import { parseQuery, type QueryContext } from '../../src/odata/query.ts';
import { nextLink, skipToken } from '../../src/odata/skip-token.ts';
import { device } from './device.ts';
import { refusal } from './refusal.ts';

const devices: Resource = resource({ kind: 'entitySet', type: device, paths: [], searched: ['name'], pageSize: 50 });
const unsearched: Resource = resource({ kind: 'entitySet', type: device, paths: [] });
const counted: Resource = resource({ kind: 'entitySet', type: device, paths: [], alwaysCounts: true });

function parse(search: string, context: Partial<QueryContext> = {}): Query {
  return parseQuery(search, { resource: devices, version: 'beta', kind: 'list', ...context });
}

const equal = (value: string) => ({ kind: 'literal', value });

function right(query: Query): unknown {
  return query.filter?.kind === 'eq' ? query.filter.right : undefined;
}

suite('query options', () => {
  test("a list comes in the resource's own order where the client gives none, from page to page", () => {
    const ordered: Resource = resource({ kind: 'entitySet', type: device, paths: [], order: 'enrolledDateTime desc' });
    const first = parse('', { resource: ordered });
    assert.deepEqual(
      first.orderBy.map(({ path, descending }) => [path.path, descending]),
      [[['enrolledDateTime'], true]],
    );
    const after = { values: ['2026-11-21T19:28:00.0000000Z'], id: 'a' };
    assert.deepEqual(parse(`$skiptoken=${skipToken(first, after)}`, { resource: ordered }).after, after);
    const given = parse('$orderby=name', { resource: ordered });
    assert.deepEqual(given.orderBy[0]?.path.path, ['name']);
  });

  test('where a list is no table, conditions and orders are refused, not ignored', () => {
    const listed: Resource = resource({ kind: 'entitySet', type: device, paths: [], listedById: true });
    for (const kind of ['list', 'count'] as const) {
      assert.match(
        refusal(() => parse("$filter=name eq 'x'", { resource: listed, kind })),
        /^400 .*'\$filter' is not allowed/,
      );
    }
    assert.match(
      refusal(() => parse('$orderby=name', { resource: listed })),
      /^400 .*'\$orderby' is not allowed/,
    );
    assert.equal(parse('$top=3&$count=true', { resource: listed }).pageSize, 3);
  });

  test('without any, a list is all properties of the first page, in no particular order', () => {
    assert.deepEqual(parse(''), {
      select: undefined,
      filter: undefined,
      orderBy: [],
      search: undefined,
      skip: 0,
      pageSize: 50,
      count: false,
      after: undefined,
    });
    assert.equal(parse('', { resource: unsearched }).pageSize, 1000);
  });

  test('names are taken encoded, in any case and without their $, in every version', () => {
    for (const version of ['v1.0', 'beta', 'assist'] as const) {
      for (const name of ['$top', '%24top', 'top', '$TOP', '%24Top', 'ToP']) {
        assert.equal(parse(`${name}=7`, { version }).pageSize, 7);
      }
    }
  });

  test('values are decoded exactly once: + is a space, %2B a plus, %2525 an escaped percent sign', () => {
    const filter = "name+eq%20'O''Brien+%26+S%C3%B8n%2B1+%2525'";
    assert.deepEqual(right(parse(`$filter=${filter}`)), equal("O'Brien & Søn+1 %25"));
    assert.deepEqual(right(parse("$filter=name eq 'a=b'")), equal('a=b'));
    assert.deepEqual(right(parse('%24filter=name%20eq%20%27%F0%9F%98%80%27')), equal('😀'));
  });

  test('what is no system query option is ignored', () => {
    assert.deepEqual(parse('foo=1&foo=2&api-version=5&p=%zz&&no-filters=1&top-level=2'), parse(''));
    assert.deepEqual(parse('@p=%zz&@filter=1', { kind: 'function' }), { ...parse(''), pageSize: 50 });
  });

  test('$select gives declared names in the order asked for, each once', () => {
    assert.deepEqual(parse('$select=NAME,id, state,name').select, ['name', 'id', 'state']);
    assert.equal(parse('$select=*').select, undefined);
    assert.equal(parse('$select=name,*').select, undefined);
    assert.equal(parse('$select=').select, undefined);
    assert.deepEqual(parse('$select=link').select, ['link']);
  });

  test('$select=* with a property given only on request is that and the usual ones', () => {
    const { select } = parse('$select=*,link');
    assert.deepEqual(
      select,
      ['id', ...Object.keys(device.properties)].filter((name) => name !== 'link').concat('link'),
    );
  });

  test('$search is words and phrases', () => {
    assert.deepEqual(parse('$search=foo+AND+"bar \\"b\\" (c)"  and').search, ['foo', 'bar "b" (c)', 'and']);
    assert.deepEqual(parse('search=%22a%20b%22').search, ['a b']);
  });

  test("$search takes Graph's own form: a property that is searched, and its text", () => {
    const inName = (text: string) => ({ property: 'name', text });
    assert.deepEqual(parse('$search="name:iPhone"').search, [inName('iPhone')]);
    assert.deepEqual(parse('$search="NAME: my iPhone" AND x name:y').search, [inName('my iPhone'), 'x', inName('y')]);
    assert.deepEqual(parse('$search=name:"a b" "AB:CD:EF" 1:2 :x').search, [inName('a b'), 'AB:CD:EF', '1:2', ':x']);
    assert.deepEqual(parse('$search="name:a:b"').search, [inName('a:b')]);
  });

  test('a list is counted when asked, or where its resource always is', () => {
    assert.equal(parse('$count=TRUE').count, true);
    assert.equal(parse('', { resource: counted }).count, true);
    assert.equal(parse('$count=false', { resource: counted }).count, false);
    assert.equal(parse('', { resource: counted, kind: 'get' }).count, false);
  });

  test('$format that asks for JSON changes nothing but the format', () => {
    for (const format of ['json', 'application/json', 'Application/JSON;odata.metadata=none']) {
      assert.deepEqual(parse(`$format=${format}`, { kind: 'get' }), { ...parse(''), format });
    }
  });

  const mangled = [
    ["=name eq 'x'", "''"],
    ['=', "''"],
    ['%20=1', "' '"],
    ["`$filter=name eq 'x'", "'`\\$filter'"],
    ['$$top=1', "'\\$\\$top'"],
    ['%5C$top=1', "'\\\\\\$top'"],
    ['amp;$top=1', "'amp;\\$top'"],
    ['amp;top=1', "'amp;top'"],
    ['%2524filter=true', "'%24filter'"],
    ['?filter=true', "'\\?filter'"],
    ['+filter=true', "' filter'"],
    ['Filter[]=true', "'Filter\\[\\]'"],
    ['"filter"=true', `'"filter"'`],
    ['＄filter=true', "'＄filter'"],
    ['order_by=name', "'order_by'"],
    ['skip-token=x', "'skip-token'"],
    ['apply=x', "'apply'"],
    ['@filter=true', "'@filter'"],
    ["@p='x'", "'@p'"],
  ] as const;
  for (const [search, named] of mangled) {
    test(`a name that was mangled on its way is refused and named, for whatever is asked: ${search}`, () => {
      for (const kind of ['list', 'count', 'get', 'create', 'update', 'delete', 'action'] as const) {
        assert.match(
          refusal(() => parse(search, { kind })),
          new RegExp(`^400 .*option ${named}`),
        );
      }
    });
  }

  const refused: readonly (readonly [search: string, message: RegExp, context?: Partial<QueryContext>])[] = [
    ['$filter=%', /Invalid value for query option '\$filter': a '%' is not followed/],
    ['$filter=%E9', /octets are not UTF-8/],
    ['%=1', /a '%' is not followed/],
    ['$top=1&%24TOP=2', /'\$top': it is given twice/],
    ['$filter=true&filter=true', /given twice/],
    ['$top=-1', /'\$top': a whole number of 0 or more is expected, not '-1'/],
    ['$top=', /whole number/],
    ['$top=1.5', /whole number/],
    ['$top=99999999999999999999', /whole number/],
    ['$skip=x', /'\$skip': a whole number/],
    ['$count=yes', /'\$count': true or false is expected/],
    ['$format=xml', /only json is supported/],
    ['$format=application/atom%2Bxml', /only json is supported/],
    ['$format=json;odata.metadata=much', /odata\.metadata is none, minimal or full/],
    [
      '$select=colour',
      /Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft\.graph\.device'/,
    ],
    ['$select=ring', /named 'ring'/, { version: 'v1.0' }],
    ['$select=name,', /named ''/],
    ['$select=owner/name', /'owner\/name' is part of 'owner', which can only be selected whole/],
    ['$expand=Categories($select=id)', /^400 Expand is not allowed for property 'categories'/],
    ['$expand=*', /^400 Expand is not allowed for property '\*'/],
    ['$expand=Name', /^400 Expand is not allowed for property 'name'/],
    ['$expand=colour', /Parsing OData Select and Expand failed: Could not find a property named 'colour'/],
    ['$search=foo', /Query option '\$search' is not allowed/, { resource: unsearched }],
    ['$search=a OR b', /OR is not supported/],
    ['$search=NOT b', /NOT is not supported/],
    ['$search=(a)', /position 1 is not understood/],
    ['$search="a', /position 1 is not understood/],
    ['$search=', /at least one word/],
    ['$search=""', /at least one word/],
    ['$search="model:x"', /'model' is not searched; searched are name/],
    ['$search=colour:x', /'colour' is not searched/],
    ['$search="name:"', /a text is expected after 'name:'/],
    ['$search=%00', /U\+0000/],
    ['$apply=aggregate($count as n)', /Query option '\$apply' is not allowed/],
    ['$deltatoken=1', /'\$deltatoken' is not allowed/],
    ['%24nonsense', /'\$nonsense' is not allowed/],
    ['$filter=true', /'\$filter' is not allowed/, { kind: 'get' }],
    ['top=1', /'\$top' is not allowed/, { kind: 'get' }],
    ['$top=1', /'\$top' is not allowed/, { kind: 'count' }],
    ['$select=id', /'\$select' is not allowed/, { kind: 'action' }],
    ['$skiptoken=', /'\$skiptoken': it is none that this service made/],
  ];
  for (const [search, message, context] of refused) {
    test(`refused: ${search}${context?.kind ? ` (${context.kind})` : ''}`, () => {
      const told = refusal(() => parse(search, context));
      assert.match(told, /^400 /);
      assert.match(told, message);
    });
  }

  test('what makes sense for a single entity and for /$count is taken there', () => {
    assert.deepEqual(parse('$select=name', { kind: 'get' }).select, ['name']);
    assert.deepEqual(parse('$select=name', { kind: 'create' }).select, ['name']);
    assert.equal(parse('$filter=true&$search=x', { kind: 'count' }).filter?.kind, 'boolean');
  });
});

suite('page size', () => {
  const position = { values: [], id: 'x' };

  test('is the smallest of what the resource, $top and Prefer say', () => {
    assert.equal(parse('$top=10').pageSize, 10);
    assert.equal(parse('$top=0').pageSize, 0);
    assert.equal(parse('$top=51').pageSize, 50);
    assert.equal(parse('$top=10', { maxPageSize: 3 }).pageSize, 3);
    assert.equal(parse('', { maxPageSize: 3 }).pageSize, 3);
    assert.equal(parse('', { maxPageSize: 5000 }).pageSize, 50);
    assert.equal(parse('', { maxPageSize: 0 }).pageSize, 50);
  });

  test('goes on with the next link, where Prefer is not repeated', () => {
    const first = parse('$top=10', { maxPageSize: 3 });
    assert.equal(parse(`$top=10&$skiptoken=${skipToken(first, position)}`).pageSize, 3);
    assert.equal(parse(`$skiptoken=${skipToken(parse(''), position)}`, { maxPageSize: 2 }).pageSize, 2);
  });

  test('$skip is done once: with a token it no longer counts', () => {
    const query = parse(`$skip=20&$skiptoken=${skipToken(parse('$skip=20'), position)}`);
    assert.deepEqual([query.skip, query.after], [0, position]);
    assert.equal(parse('$skip=20').skip, 20);
  });

  test('a next link is read back as the same query, further on', () => {
    const search = "%24filter=name+eq+'a%2Bb'&$orderby=name%20desc&$skip=4&$count=true";
    const first = parse(search);
    const next = { values: ['a+b'], id: '7' };
    const link = nextLink(`https://host/beta/devices?${search}`, skipToken(first, next));
    assert.deepEqual(parse(link.slice(link.indexOf('?') + 1)), { ...first, skip: 0, after: next });
  });
});
