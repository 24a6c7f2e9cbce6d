import { isGuid } from '../core/guid.ts';
import { canonicalDateTime, unsetDateTime, wireDateTime } from './date-time.ts';
import type { PrimitiveName } from './type.ts';

/** A value as the service works with it: dates and GUIDs in the one text that stands for them. */
export type PrimitiveValue = string | number | boolean;

/** The type of a column as migrations write it (`store/migrations/migration.ts`). */
export type ColumnType = 'TEXT' | 'SMALLINT' | 'BIGINT' | 'DOUBLE PRECISION';

/** All that there is to know of a primitive type. */
export interface Primitive {
  /** The value of what a body has, or what is expected in its place. */
  readonly fromJson: (json: unknown) => { readonly value: PrimitiveValue } | { readonly expected: string };
  /** The JSON of a value, or of what a column holds for it. */
  readonly toJson: (held: unknown) => unknown;
  /** The value of a literal in a URL, given without the single quotes that it stood in; `undefined` when it is none. */
  readonly fromLiteral: (text: string, quoted: boolean) => PrimitiveValue | undefined;
  /** What a literal is, in words. */
  readonly literal: string;
  /** What stands for a value that was never set where the contract allows no null: Intune's own conventions. */
  readonly empty: PrimitiveValue;
  readonly column: ColumnType;
  /** What makes a value of the column's type of a member of stored JSON, which PostgreSQL gives as text. */
  readonly postgresCast: string;
  readonly schema: { readonly type: 'string' | 'boolean' | 'integer' | 'number'; readonly format?: string };
  /** Whether JSON alone shows the type (OData JSON 4.01, section 4.6.3). */
  readonly plain: boolean;
  readonly example: PrimitiveValue;
}

const unchanged = (held: unknown) => held;

const text = { toJson: unchanged, column: 'TEXT', postgresCast: 'collate "C"' } as const;

const number = {
  toJson: unchanged,
  fromLiteral: (literal: string, quoted: boolean) =>
    !quoted && literal !== '' && Number.isFinite(Number(literal)) ? Number(literal) : undefined,
  empty: 0,
  example: 1,
} as const;

/** JSON numbers all, as Graph sends them (`IEEE754Compatible=false`). */
function integer(format: 'int32' | 'int64', most: number): Primitive {
  // Whole numbers that a double has exactly, which JSON is read into, are as many below zero as above.
  const least = format === 'int32' ? -most - 1 : -most;
  const range = `a whole number from ${least} to ${most}`;
  return {
    ...number,
    fromJson: (json) =>
      typeof json === 'number' && Number.isSafeInteger(json) && json <= most && json >= least
        ? { value: json }
        : { expected: range },
    literal: 'a number, such as 42',
    column: 'BIGINT',
    postgresCast: '::bigint',
    schema: { type: 'integer', format },
    plain: false,
  };
}

/** The one table of primitive types: a type that is added here is known to bodies, URLs, answers, both databases and documents. */
export const primitives: Readonly<Record<PrimitiveName, Primitive>> = {
  'Edm.String': {
    ...text,
    fromJson: (json) => {
      if (typeof json !== 'string') return { expected: 'a string' };
      // PostgreSQL cannot store the character, and no text has a use for it.
      if (json.includes('\u0000')) return { expected: 'a string without the character U+0000' };
      // Half of a surrogate pair has no UTF-8: what is stored would differ from what was answered.
      return json.isWellFormed() ? { value: json } : { expected: 'well-formed Unicode' };
    },
    fromLiteral: (literal, quoted) => (quoted ? literal : undefined),
    literal: "a text in single quotes, such as 'abc'",
    empty: '',
    schema: { type: 'string' },
    plain: true,
    example: 'text',
  },
  'Edm.Boolean': {
    fromJson: (json) => (typeof json === 'boolean' ? { value: json } : { expected: 'true or false' }),
    toJson: (held) => held === true || held === 1,
    fromLiteral: (literal, quoted) =>
      quoted || (literal !== 'true' && literal !== 'false') ? undefined : literal === 'true',
    literal: 'true or false',
    empty: false,
    column: 'SMALLINT',
    postgresCast: '::boolean::integer',
    schema: { type: 'boolean' },
    plain: true,
    example: true,
  },
  'Edm.Int32': integer('int32', 2 ** 31 - 1),
  'Edm.Int64': integer('int64', Number.MAX_SAFE_INTEGER),
  'Edm.Double': {
    ...number,
    fromJson: (json) => (Number.isFinite(json) ? { value: json as number } : { expected: 'a number' }),
    literal: 'a number, such as 4.2',
    column: 'DOUBLE PRECISION',
    postgresCast: '::double precision',
    schema: { type: 'number', format: 'double' },
    plain: true,
  },
  'Edm.DateTimeOffset': {
    ...text,
    fromJson: (json) => {
      const value = typeof json === 'string' ? canonicalDateTime(json) : undefined;
      return value === undefined ? { expected: 'a date and time such as 2026-11-21T19:28:00Z' } : { value };
    },
    toJson: (held) => wireDateTime(held as string),
    // Without a zone it is taken for UTC, which all dates of Graph are in.
    fromLiteral: (literal) => canonicalDateTime(literal) ?? canonicalDateTime(`${literal}Z`),
    literal: 'a date, such as 2026-11-21T19:28:00Z',
    empty: unsetDateTime,
    schema: { type: 'string', format: 'date-time' },
    plain: false,
    example: '2026-11-21T19:28:00Z',
  },
  'Edm.Guid': {
    ...text,
    fromJson: (json) =>
      typeof json === 'string' && isGuid(json) ? { value: json.toLowerCase() } : { expected: 'a GUID' },
    fromLiteral: (literal) => (isGuid(literal) ? literal.toLowerCase() : undefined),
    literal: 'a GUID, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    empty: '00000000-0000-0000-0000-000000000000',
    schema: { type: 'string', format: 'uuid' },
    plain: false,
    example: '6f1c4f0e-2f3b-4a57-9a3e-5d1f0c9b7e21',
  },
};

/** Whether values are numbers, which are compared with one another whatever their types. */
export function isNumeric(name: PrimitiveName): boolean {
  const { type } = primitives[name].schema;
  return type === 'integer' || type === 'number';
}
