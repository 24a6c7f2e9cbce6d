import { type Property, standsIn } from '../../../src/edm/type.ts';
import type { Chance } from '../../faults/random/chance.ts';
import type { Operation } from './asking.ts';
import type { Option } from './spellings.ts';
import { wrong } from './values.ts';

/** One thing that is wrong with a request, and what whoever is told of it has to read. */
export interface Mistake {
  readonly what: string;
  readonly options?: readonly Option[];
  /** A query that is not made of options. */
  readonly query?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Added to the end of the path. */
  readonly below?: string;
  /** Put in front of the path in place of the version. */
  readonly version?: string;
  /** What stands in the error. */
  readonly named: readonly (string | RegExp)[];
  readonly status?: readonly number[];
  /** Whether a step of a batch can make it. */
  readonly alone?: true;
}

export function mistakeIn(chance: Chance, operation: Operation, body: unknown): Mistake {
  const writes = operation.method === 'POST' || operation.method === 'PATCH';
  if (chance.happens(0.15)) return inPath(chance);
  if (writes && body !== undefined && chance.happens(0.6)) return inBody(chance, operation, body);
  return inQuery(chance, operation);
}

function inPath(chance: Chance): Mistake {
  return chance.oneOf<Mistake>([
    { what: 'segment', below: '/nope', named: [/nope|template/] },
    { what: 'segment', below: '/$ref', named: [/\$ref/] },
    { what: 'segment', below: '/$value', named: [/\$value/] },
    { what: 'verb', method: chance.oneOf(['PUT', 'TRACE', 'HEAD', 'PROPFIND', 'SEARCH']), named: [] },
    { what: 'version', version: chance.oneOf(['v2.0', 'v1', 'v1.0.0', 'graph', '%00']), named: [], status: [404, 400] },
  ]);
}

function inQuery(chance: Chance, { kind, resource, version }: Operation): Mistake {
  const option = (name: string, value: string, named: readonly (string | RegExp)[] = [name]): Mistake => ({
    what: `${name}=${value}`,
    options: [[name, value]],
    named,
  });
  const anywhere: Mistake[] = [
    option('$nonsense', '1'),
    option('$apply', 'x'),
    option('$deltatoken', 'x'),
    { what: 'mangled', query: '?=x', named: [/empty/] },
    { what: 'mangled', query: '?%24%24filter=x', named: [/\$\$filter/] },
    { what: 'mangled', query: '?amp;$top=1', named: [/top/] },
    { what: 'mangled', query: '?filter%5Bx%5D=1', named: [/filter/] },
    { what: 'escape', query: '?$format=%zz', named: [/format/, /%/] },
    { what: 'escape', query: '?$format=%ff', named: [/format/] },
  ];
  if (kind !== 'function') anywhere.push({ what: 'alias', query: "?@x='1'", named: [/@x/] });
  const shapes = ['list', 'get', 'create', 'update'].includes(kind);
  const format = [
    option('$format', 'xml'),
    option('$format', 'application/atom+xml'),
    option('$format', ''),
    option('$format', 'json;odata.metadata=some'),
  ];
  const shape = shapes
    ? [
        option('$select', 'nope', ['nope']),
        option('$select', 'id,nope', ['nope']),
        option('$select', 'id/x', ['id']),
        option('$select', 'id,,id', [/property named ''|\$select/]),
        option('$expand', 'nope', ['nope']),
        option('$expand', 'id', ['id']),
        option('$expand', '*', [/\*/]),
      ]
    : [option('$select', 'id')];
  if (kind !== 'list')
    return chance.oneOf([
      ...anywhere,
      ...format,
      ...shape,
      option('$top', '1'),
      option('$filter', "id eq 'x'"),
      option('$count', 'true'),
      option('$search', 'x'),
      option('$orderby', 'id'),
    ]);
  const lists = [
    ...['-1', '1.5', 'abc', '', '1e3', '0x10', '9007199254740993'].flatMap((value) => [
      option('$top', value),
      option('$skip', value),
    ]),
    ...['maybe', '', '1'].map((value) => option('$count', value)),
    { what: 'twice', query: '?$top=1&top=2', named: ['$top', 'twice'] },
    ...[
      'x',
      'W10',
      Buffer.from('["a",0,"x"]').toString('base64url'),
      Buffer.from('["a",1,5]').toString('base64url'),
      '',
    ].map((value) => option('$skiptoken', value)),
  ];
  if (resource.listedById)
    return chance.oneOf([
      ...anywhere,
      ...format,
      ...shape,
      ...lists,
      option('$filter', "id eq 'x'"),
      option('$orderby', 'id'),
    ]);
  const [name = 'id'] = chance.oneOf(
    Object.entries(resource.type.properties).filter(([, property]) => standsIn(property, version)),
  );
  const order = ['nope', `${name} up`, `${name},${name}`, 'id desc desc', '', 'id;', `tolower(${name})`, '1'].map(
    (value) => option('$orderby', value, [/orderby|nope|property named|not supported|structure|collection/]),
  );
  const filter = [
    ...[
      'nope eq 1',
      'id eq',
      "id eq 'x",
      "(id eq 'x'",
      "id = 'x'",
      "id eq 'x' and",
      'nope(id)',
      '',
      "id eq 'x')",
      'id',
      'id eq "x"',
      "id has 'x'",
      'id add 1 eq 2',
      '$count eq 1',
      'id/any(x:x eq 1)',
      'id eq 5',
      "id eq 'a\u0000'",
      'not id',
      'id in ()',
      "id in 'x'",
      "'x'",
      '@a eq 1',
    ].map((value) => option('$filter', value, [/filter|nope/])),
  ];
  const search = resource.searched
    ? ['', '"', 'a OR b', 'NOT a', '(a)', 'a AND', '"nope:a"', '""'].map((value) => option('$search', value))
    : [option('$search', 'a')];
  return chance.oneOf([...chance.oneOf([anywhere, format, shape, lists, order, filter, search])]);
}

function inBody(chance: Chance, operation: Operation, body: unknown): Mistake {
  const given = body as Record<string, unknown>;
  const { kind, resource, action, version } = operation;
  const properties: Readonly<Record<string, Property>> =
    kind === 'action' ? (action?.parameters ?? {}) : resource.type.properties;
  const json = (changed: unknown) => JSON.stringify(changed);
  const settable = Object.entries(properties).filter(
    ([, property]) => standsIn(property, version) && !property.readOnly,
  );
  const [name, property] = chance.oneOf(settable);
  const lacking = Object.fromEntries(
    Object.entries(given).filter(([each]) => each.toLowerCase() !== name.toLowerCase()),
  );
  const value = wrong(chance, property);
  const bytes = Buffer.concat([
    Buffer.from(json({ ...lacking, [name]: 'a' }).slice(0, -2)),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  return chance.oneOf<Mistake>([
    ...Array.from(
      { length: 12 },
      (): Mistake => ({ what: `${name} ${json(value)}`, body: json({ ...lacking, [name]: value }), named: [name] }),
    ),
    { what: 'unknown', body: json({ ...given, nope: 1 }), named: ['nope'] },
    { what: 'unknown', body: json({ ...given, ['x'.repeat(2000)]: 1 }), named: ['xxx'] },
    { what: '__proto__', body: `{"__proto__":1}`, named: ['__proto__'] },
    { what: 'bind', body: json({ ...given, 'user@odata.bind': 'x' }), named: ['user@odata.bind'] },
    { what: 'type', body: json({ ...given, '@odata.type': '#microsoft.graph.nope' }), named: ['nope'] },
    { what: 'type', body: json({ ...given, '@odata.type': 5 }), named: ['5'] },
    { what: 'twice', body: `{${JSON.stringify(name)}:null,${JSON.stringify(name)}:null}`, named: [name], alone: true },
    {
      what: 'twice',
      body: json({ ...lacking, [name]: given[name] ?? null, [name.toUpperCase()]: given[name] ?? null }),
      named: [new RegExp(name, 'i')],
    },
    { what: 'no object', body: chance.oneOf(['[]', '"x"', '5', 'true', '[{}]']), named: ['object'] },
    {
      what: 'no JSON',
      body: chance.oneOf(['{', "{'a':1}", '{a:1}', '{"a":1,}', '{}{}', '\u0000', '{"a":01}', 'x']),
      named: ['JSON'],
      alone: true,
    },
    {
      what: 'type of content',
      body: json(given),
      headers: {
        'content-type': chance.oneOf([
          'text/plain',
          'application/xml',
          'application/json-patch+json',
          'application/x-www-form-urlencoded',
          '*/*',
          'json',
        ]),
      },
      named: ['Content-Type'],
      alone: true,
    },
    {
      what: 'charset',
      body: json(given),
      headers: { 'content-type': 'application/json;charset=nope' },
      named: ['nope'],
      alone: true,
    },
    { what: 'not UTF-8', body: bytes, named: ['UTF-8'], alone: true },
    {
      what: 'encoding',
      body: json(given),
      headers: { 'content-encoding': chance.oneOf(['br', 'deflate', 'zstd', 'x']) },
      named: ['Content-Encoding'],
      status: [415],
      alone: true,
    },
    { what: 'not gzip', body: json(given), headers: { 'content-encoding': 'gzip' }, named: ['gzip'], alone: true },
    { what: 'nested', body: `{"x":${'['.repeat(40)}${']'.repeat(40)}}`, named: ['nested'], alone: true },
    ...(chance.happens(0.05)
      ? [
          {
            what: 'long',
            body: json({ ...given, filler: 'x'.repeat(5 * 1024 * 1024) }),
            named: ['larger'],
            status: [413],
            alone: true,
          } as const,
        ]
      : []),
  ]);
}
