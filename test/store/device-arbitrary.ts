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

const owner = fc.record({
  name: orNull(text),
  seats: orNull(fc.constantFrom(0, 1, 5, -1)),
  quota: orNull(fc.constantFrom(...fractions)),
  vip: orNull(fc.boolean()),
  state: orNull(fc.constantFrom(...states)),
  tags: fc.constant([]),
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
  history: fc.constant([]),
  tags: fc.constant([]),
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
    ['memory', 'slots', 'load', 'owner/seats', 'owner/quota'],
    fc.constantFrom(...numbers, ...fractions, 3_000_000_000, 1e19).map(String),
  ),
  family(['encrypted', 'supervised', 'owner/vip'], fc.constantFrom('true', 'false')),
  family(
    ['enrolledDateTime'],
    fc
      .constantFrom(...dates, ...dates.map(quoted), '2024-02-29', '2024-02-29T12:00:00%2B02:00')
      .map(decodeURIComponent),
  ),
  family(['accountId'], fc.constantFrom(...accounts, ...accounts.map(quoted))),
];

const stateLiteral = fc.constantFrom(...states).map(quoted);
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

/** Any filter on devices that the grammar has, as a client would write it. */
export const anyFilter: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    comparison,
    membership,
    textCondition,
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
  ...['owner/name', 'owner/seats', 'owner/quota', 'owner/vip', 'owner/state', 'ring'],
];

export const anyOrderBy: fc.Arbitrary<string> = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...ordered), { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.boolean()))
  .map(([names, descending]) => names.map((name) => `${name}${descending.next().value ? ' desc' : ''}`).join(','));

export const anySelect: fc.Arbitrary<string[] | undefined> = fc.option(
  fc.uniqueArray(fc.constantFrom('id', 'name', 'model', 'memory', 'state', 'owner'), { minLength: 1 }),
  { nil: undefined },
);
