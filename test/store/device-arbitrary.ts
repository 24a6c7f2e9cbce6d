import { fc } from '../harness/properties.ts';
import type { Device } from './device-table.ts';

const accounts = ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '00000000-0000-0000-0000-000000000000'];
const dates = ['2024-02-29T10:00:00.0000000Z', '2024-02-29T10:00:00.5000000Z', '0001-01-01T00:00:00.0000000Z'];
const states = ['unknown', 'retired', 'active'] as const;
const numbers = [0, 1, -1, 5, 7, Number.MAX_SAFE_INTEGER];
const fractions = [0, 1.5, -0.25, 5, 1e300];

// U+FFFD comes before U+1F600 by code point and after it by UTF-16 unit; ß, İ and Σ have case mappings of more than one letter or
// by context.
const words = [
  '',
  ...['a', 'A', 'b', 'ab', 'aB', 'abc', 'axb', 'a_b', 'a%b', '%', '_', '\\', '"', "'", "O'Brien", "''", ' ', 'a\nb'],
  ...['é', 'É', 'e\u0301', 'ß', 'SS', 'Straße', 'İ', 'ΑΣ', 'ας', '\uD7FF', '\uE000', '\uFFFD', '😀', 'a😀', 'a\uFFFD'],
  '\u{10FFFF}',
];

const few = fc.constantFrom(...words);
const text = fc.oneof(
  { weight: 4, arbitrary: few },
  fc.tuple(few, few).map(([a, b]) => a + b),
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });

const tags = fc.array(few, { maxLength: 3 });

// A structure may be stored without a member that is never null.
const owner = fc.record({
  name: orNull(text),
  seats: orNull(fc.constantFrom(0, 1, 5, -1)),
  quota: orNull(fc.constantFrom(...fractions)),
  vip: orNull(fc.boolean()),
  state: orNull(fc.constantFrom(...states)),
  grade: fc.option(fc.constantFrom(0, 1, 5), { nil: undefined }) as fc.Arbitrary<number>,
  tags,
});

export const anyDevice: fc.Arbitrary<Device> = fc.record({
  id: fc.uuid(),
  name: orNull(text),
  model: text,
  memory: orNull(fc.constantFrom(...numbers)),
  slots: fc.constantFrom(...numbers.slice(0, 5)),
  load: orNull(fc.constantFrom(...fractions)),
  encrypted: orNull(fc.boolean()),
  supervised: fc.boolean(),
  enrolledDateTime: orNull(fc.constantFrom(...dates)),
  accountId: orNull(fc.constantFrom(...accounts)),
  state: orNull(fc.constantFrom(...states)),
  owner: orNull(owner),
  history: fc.array(owner, { maxLength: 3 }),
  tags,
  notes: fc.constant(null),
  link: fc.constant(null),
  ring: orNull(text),
});

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
const optional = (arbitrary: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 7, arbitrary }, { weight: 1, arbitrary: fc.constant('null') });

const textLiteral = text.map(quoted);
const textOperand: fc.Arbitrary<string> = fc.letrec<{ operand: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: fc.constantFrom('name', 'model', 'id', 'owner/name', 'ring') },
    { weight: 3, arbitrary: optional(textLiteral) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('tolower', 'toupper'), tie('operand'))
        .map(([name, inner]) => `${name}(${inner})`),
    },
  ),
})).operand;

interface Family {
  readonly operand: fc.Arbitrary<string>;
  readonly literal: fc.Arbitrary<string>;
  readonly ordered: boolean;
}

function family(properties: readonly string[], literal: fc.Arbitrary<string>, ordered = true): Family {
  return { operand: fc.oneof(fc.constantFrom(...properties), optional(literal)), literal, ordered };
}

const families: readonly Family[] = [
  { operand: textOperand, literal: textLiteral, ordered: true },
  family(
    ['memory', 'slots', 'load', 'owner/seats', 'owner/quota', 'owner/grade'],
    fc.constantFrom(...numbers, ...fractions, 3_000_000_000, 1e19).map(String),
  ),
  family(['encrypted', 'supervised', 'owner/vip'], fc.constantFrom('true', 'false')),
  family(
    ['enrolledDateTime'],
    fc
      .constantFrom(
        ...dates,
        ...dates.map(quoted),
        '2024-02-29',
        '2024-02-29T12:00:00%2B02:00',
        '2024-02-29T10:00:00',
        "'2024-02-29T10:00'",
      )
      .map(decodeURIComponent),
  ),
  family(['accountId'], fc.constantFrom(...accounts, ...accounts.map(quoted))),
];

const stateLiteral = fc.oneof(
  fc.constantFrom(...states, '0', '9', '1', 'Active').map(quoted),
  fc.constantFrom(...states, '9').map((member) => `microsoft.graph.deviceState${quoted(member)}`),
);
const enumeration = fc.constantFrom('state', 'owner/state');

const comparison = fc.oneof(
  ...families.map(({ operand, ordered }) => {
    const operator = fc.constantFrom('eq', 'ne', ...(ordered ? ['gt', 'ge', 'lt', 'le'] : []));
    return fc.tuple(operand, operator, operand).map((parts) => parts.join(' '));
  }),
  fc
    .tuple(enumeration, fc.constantFrom('eq', 'ne'), fc.oneof(optional(stateLiteral), enumeration))
    .map((parts) => parts.join(' ')),
);

const membership = fc.oneof(
  ...[...families, { operand: enumeration, literal: stateLiteral }].map(({ operand, literal }) =>
    fc
      .tuple(operand, fc.array(optional(literal), { minLength: 1, maxLength: 4 }))
      // Where the operand is no property, the first literal gives the list its type, and a quoted one makes it texts.
      .filter(([tested]) => tested !== 'null' && !/^'?\d+-/.test(tested) && !/^'?[0-9a-f]{8}-/.test(tested))
      .map(([tested, list]) => `${tested} in (${list.join(',')})`),
  ),
);

const textCondition = fc
  .tuple(fc.constantFrom('startswith', 'endswith', 'contains'), textOperand, textOperand)
  .map(([name, left, right]) => `${name}(${left},${right})`);

const compare = (operand: fc.Arbitrary<string>, operators: readonly string[], other: fc.Arbitrary<string>) =>
  fc.tuple(operand, fc.constantFrom(...operators), other).map((parts) => parts.join(' '));

const every = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

/** What can be asked of an item that is a text. */
const ofText = (item: string) => {
  const text = fc.oneof(fc.constantFrom(item, 'name', `tolower(${item})`), textLiteral);
  return fc.oneof(
    compare(fc.constant(item), every, text),
    fc.tuple(fc.constantFrom('startswith', 'endswith', 'contains'), text, text).map(([f, a, b]) => `${f}(${a},${b})`),
    textLiteral.map((literal) => `${item} in (${literal},'a','b')`),
  );
};

/** What can be asked of an item that is an owner. */
const ofOwner = (item: string) =>
  fc.oneof(
    compare(fc.constant(`${item}/name`), every, fc.oneof(optional(textLiteral), fc.constantFrom('name', 'owner/name'))),
    compare(fc.constantFrom(`${item}/seats`, `${item}/grade`), every, fc.constantFrom('0', '1', '5', 'null', 'slots')),
    compare(fc.constant(`${item}/state`), ['eq', 'ne'], optional(stateLiteral)),
    fc.constantFrom(`${item}/vip`, `startswith(${item}/name,'a')`, `${item}/tags/any()`, 'encrypted'),
    fc
      .tuple(fc.constantFrom('any', 'all'), fc.oneof(ofText('t'), fc.constant(`t eq ${item}/name`)))
      .map(([word, condition]) => `${item}/tags/${word}(t:${condition})`),
  );

const combined = (condition: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 3, arbitrary: condition },
    { weight: 1, arbitrary: condition.map((inner) => `not (${inner})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, fc.constantFrom('and', 'or'), condition)
        .map(([left, word, right]) => `(${left}) ${word} not (${right})`),
    },
  );

const quantified = fc
  .tuple(
    fc.constantFrom('any', 'all'),
    fc.oneof(
      fc.tuple(fc.constantFrom('tags', 'owner/tags'), combined(ofText('x'))),
      fc.tuple(fc.constant('history'), combined(ofOwner('x'))),
    ),
  )
  .map(([word, [path, condition]]) => `${path}/${word}(x:${condition})`);

const truth = fc.constantFrom('true', 'false', 'null', 'encrypted', 'supervised', 'owner/vip');

/** Any filter on devices that the grammar has, as a client would write it. */
export const anyFilter: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    comparison,
    membership,
    textCondition,
    quantified,
    fc.constantFrom('tags/any()', 'owner/tags/any()', 'history/any()'),
    compare(textCondition, ['eq', 'ne'], truth),
    compare(truth, ['eq', 'ne'], textCondition),
    compare(
      tie('condition').map((inner) => `(${inner})`),
      ['eq', 'ne'],
      fc.oneof(
        truth,
        tie('condition').map((inner) => `(${inner})`),
      ),
    ),
    textCondition.map((inner) => `not ${inner} eq true`),
    fc.constantFrom('encrypted', 'supervised', 'owner/vip', 'true', 'false'),
    fc
      .array(tie('condition'), { minLength: 2, maxLength: 3 })
      .map((parts) => parts.map((part) => `(${part})`).join(' and ')),
    fc
      .array(tie('condition'), { minLength: 2, maxLength: 3 })
      .map((parts) => parts.map((part) => `(${part})`).join(' or ')),
    tie('condition').map((inner) => `not (${inner})`),
  ),
})).condition;

const ordered = [
  ...[
    'id',
    'name',
    'model',
    'memory',
    'slots',
    'load',
    'encrypted',
    'supervised',
    'enrolledDateTime',
    'accountId',
    'state',
  ],
  ...['owner/name', 'owner/seats', 'owner/quota', 'owner/vip', 'owner/state', 'owner/grade', 'ring'],
];

export const anyOrderBy: fc.Arbitrary<string> = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...ordered), { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.boolean()))
  .map(([names, descending]) => names.map((name) => `${name}${descending.next().value ? ' desc' : ''}`).join(','));

export const anySelect: fc.Arbitrary<string[] | undefined> = fc.option(
  fc.uniqueArray(fc.constantFrom('id', 'name', 'model', 'memory', 'state', 'owner'), { minLength: 1 }),
  { nil: undefined },
);
