import type { ComplexType, EntityType, Property, VersionName } from '../../../src/edm/type.ts';
import { standsIn } from '../../../src/edm/type.ts';
import type { Chance } from '../../faults/random/chance.ts';
import { date, type Given } from './dates.ts';

// biome-ignore lint/suspicious/noExplicitAny: younger than the library that types are taken from.
const written = (json: string): unknown => (JSON as any).rawJSON(json);

const pieces = [
  ...[
    '',
    ' ',
    'a',
    "'",
    "''",
    '"',
    '\\',
    '\\u0000',
    '%',
    '%41',
    '+',
    '&',
    '#',
    '?',
    '/',
    '=',
    '$filter',
    ';',
    ',',
    '(',
    ')',
    '*',
    '_',
  ],
  ...[
    '\u0001',
    '\t',
    '\n',
    '\r',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
    '\ud7ff',
    '\ue000',
  ],
  ...[
    'ß',
    'İ',
    'ı',
    'ﬀ',
    'é',
    'e\u0301',
    'Ǆ',
    'ς',
    'עב',
    '\u202e',
    '中文',
    '😀',
    '👩‍👩‍👧',
    '\u{10000}',
    '\u{10ffff}',
    '\u{e0001}',
  ],
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1e3',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '{}',
    '[]',
    '__proto__',
    'constructor',
    '<b>',
    "' or 1 eq 1 or '",
  ],
];

function text(chance: Chance, longest: number): string {
  if (chance.happens(0.06)) return chance.oneOf(['x', 'é', '😀', '"', '\u0001']).repeat(longest);
  const parts = Array.from({ length: chance.below(5) + 1 }, () => chance.oneOf(pieces));
  return Array.from(parts.join('')).slice(0, longest).join('');
}

function long(chance: Chance): Given {
  const most = Number.MAX_SAFE_INTEGER;
  const [json, shown] = chance.oneOf<[string, number]>([
    ...[0, 1, -1, 2 ** 31, 2 ** 32, most, -most].map((value): [string, number] => [String(value), value]),
    ...([
      ['1e3', 1000],
      ['10.0', 10],
      ['-0', 0],
      ['0e5', 0],
      ['1.5e1', 15],
      ['9007199254740991.0', most],
    ] as [string, number][]),
  ]);
  return { json: written(json), shown };
}

/** Something that a client may give a property, and how it is shown. */
export function right(chance: Chance, property: Property, version: VersionName): Given {
  const { type, collection, nullable, maxLength = 256 } = property;
  if (collection) return { json: [], shown: [] };
  if (nullable && chance.happens(0.12)) return { json: null, shown: null };
  if (type.kind === 'enum') {
    const [name, value] = chance.oneOf(Object.entries(type.members));
    return { json: chance.oneOf([name, name, name.toUpperCase(), name.toLowerCase(), String(value)]), shown: name };
  }
  if (type.kind === 'complex') return structure(chance, type, version);
  switch (type.name) {
    case 'Edm.String': {
      const value = text(chance, maxLength);
      return { json: value, shown: value };
    }
    case 'Edm.Boolean': {
      const value = chance.happens(0.5);
      return { json: value, shown: value };
    }
    case 'Edm.DateTimeOffset':
      return date(chance);
    case 'Edm.Guid': {
      const value = guid(chance);
      return { json: chance.happens(0.5) ? value.toUpperCase() : value, shown: value };
    }
    case 'Edm.Double': {
      const value = chance.oneOf([0, -1.5, 1e300, 5e-324, 0.1]);
      return { json: value, shown: value };
    }
    case 'Edm.Int32': {
      const value = chance.oneOf([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]);
      return { json: value, shown: value };
    }
    case 'Edm.Int64':
      return long(chance);
  }
}

export function guid(chance: Chance): string {
  const hex = (length: number) => Array.from({ length }, () => chance.below(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

/** Some members of a type that a client may set, under names in any case. */
export function structure(chance: Chance, type: ComplexType | EntityType, version: VersionName): Given {
  const json: Record<string, unknown> = {};
  const shown: Record<string, unknown> = {};
  const some = chance.oneOf([0.05, 0.3, 1]);
  for (const [name, property] of Object.entries(type.properties)) {
    if (!standsIn(property, version) || property.readOnly || !chance.happens(some)) continue;
    const value = right(chance, property, version);
    json[chance.happens(0.05) ? name.toUpperCase() : name] = value.json;
    shown[name] = value.shown;
  }
  return { json, shown };
}

/** Something that no client may give a property. */
export function wrong(chance: Chance, property: Property): unknown {
  const { type, collection, nullable, maxLength = 256 } = property;
  if (!nullable && !collection && chance.happens(0.2)) return null;
  if (collection) return chance.oneOf<unknown>(['x', {}, 5]);
  if (type.kind === 'enum') return chance.oneOf<unknown>(['nope', '', 1, true, [], {}, '99', 'toString', '1.0', ' 1']);
  if (type.kind === 'complex') return chance.oneOf<unknown>(['x', [], 5, true, '{}', { nope: 1 }]);
  switch (type.name) {
    case 'Edm.String':
      return chance.oneOf<unknown>([
        5,
        true,
        {},
        [],
        ['x'],
        'a\u0000',
        '\ud800',
        'a\udfffb',
        'x'.repeat(maxLength + 1),
        '😀'.repeat(maxLength + 1),
      ]);
    case 'Edm.Boolean':
      return chance.oneOf<unknown>(['true', 1, 0, '', [], {}, 'False']);
    case 'Edm.DateTimeOffset':
      return chance.oneOf<unknown>([
        ...[
          '',
          'yesterday',
          '2026-02-30',
          '2025-02-29T00:00:00Z',
          '2026-01-01T24:00:00Z',
          '2026-01-01T00:00:60Z',
          '2026-01-01T00:00:00',
          '0000-01-01T00:00:00Z',
        ],
        ...[
          '10000-01-01T00:00:00Z',
          '0001-01-01T00:00:00+00:01',
          '9999-12-31T23:59:59-00:01',
          '2026-1-1',
          '2026-01-01 00:00:00Z',
          '2026-01-01T00:00:00+14:01',
          '/Date(0)/',
        ],
        ...[0, 1767225600000, true, {}, []],
      ]);
    case 'Edm.Guid':
      return chance.oneOf<unknown>([
        'x',
        '',
        5,
        '{3f2504e0-4f89-41d3-9a0c-0305e82c3301}',
        '3f2504e04f8941d39a0c0305e82c3301',
      ]);
    default:
      return chance.oneOf<unknown>([
        '5',
        '',
        1.5,
        true,
        {},
        [],
        written('9007199254740992'),
        written('1e400'),
        written('-9007199254740993'),
        '1e3',
      ]);
  }
}
