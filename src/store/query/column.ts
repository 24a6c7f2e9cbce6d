import { type RawBuilder, sql } from 'kysely';
import { emptyValue } from '../../edm/empty-value.ts';
import { primitives } from '../../edm/primitive.ts';
import type { Property } from '../../edm/type.ts';
import type { CaseCall, Literal, OrderBy, PropertyPath } from '../../odata/expression.ts';
import type { Dialect } from '../schema.ts';
import type { Source } from './source.ts';

export type Sql = RawBuilder<unknown>;

/** What the translation of one query depends on. */
export interface Target {
  readonly dialect: Dialect;
  readonly computed: Source['computed'];
  readonly lowered?: Source['lowered'];
}

/** A name as SQL quotes it. Names come from the model and the schema, never from a client. */
export function quoted(name: string): Sql {
  return sql.raw(quotedText(name));
}

export function quotedText(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The value of a property, of the SQL type that columns of its type have. */
export function columnOf({ path, item, property }: PropertyPath, { dialect, computed }: Target): Sql {
  if (item !== undefined) return itemMember(itemValue(item), path, property, dialect);
  const [column = 'id', ...below] = path;
  const value = computed?.[column] ?? quoted(column);
  if (below.length === 0) return value;
  const json = jsonIn(value, dialect);
  const member = memberOf(json, below, property, dialect);
  return orEmpty(member, property, presence(json, below, dialect) ?? value, dialect);
}

/** The items of a collection, as rows with a column `value`, under the alias that paths of its conditions start at. */
export function itemsOf({ path, item }: PropertyPath, number: number, { dialect, computed }: Target): Sql {
  const [column = '', ...below] = item === undefined ? path : ['', ...path];
  const json = item === undefined ? jsonIn(computed?.[column] ?? quoted(column), dialect) : itemValue(item);
  const alias = sql.raw(`item_${number}`);
  if (dialect === 'sqlite') {
    const array = below.length === 0 ? json : sql`json_extract(${json}, ${jsonPath(below)})`;
    return sql`json_each(${array}) as ${alias}`;
  }
  const array = below.reduce((outer, name) => sql`${outer} -> ${sql.lit(name)}`, json);
  return sql`jsonb_array_elements(case jsonb_typeof(${array}) when 'array' then ${array} end) as ${alias}(value)`;
}

function itemValue(number: number): Sql {
  return sql.raw(`item_${number}.value`);
}

function itemMember(value: Sql, path: readonly string[], property: Property | undefined, dialect: Dialect): Sql {
  if (path.length > 0) {
    return orEmpty(memberOf(value, path, property, dialect), property, presence(value, path, dialect), dialect);
  }
  return dialect === 'sqlite' ? value : sql`((${value} #>> '{}') ${sql.raw(castOf(property))})`;
}

/**
 * A structure that was given in part has the values that stand for nothing in its other members, as answers show them.
 *
 * @param present what is null where there is no structure
 */
function orEmpty(member: Sql, property: Property | undefined, present: Sql | undefined, dialect: Dialect): Sql {
  if (!property || property.nullable) return member;
  const empty = parameterOf(emptyValue(property) as Literal['value'] & {}, dialect);
  const value = sql`coalesce(${member}, ${empty})`;
  return present ? sql`case when ${present} is not null then ${value} end` : value;
}

/** The structure that a member stands in, where that is a member itself. */
function presence(json: Sql, path: readonly string[], dialect: Dialect): Sql | undefined {
  return path.length > 1 ? memberOf(json, path.slice(0, -1), undefined, dialect) : undefined;
}

/**
 * The JSON that a text holds. In that of a row of an earlier release, U+0000 and halves of surrogate pairs may be escaped, at which
 * PostgreSQL's jsonb fails, and with it the statement: there stands what stands for no character. No other text is looked at twice.
 */
export function jsonIn(text: Sql, dialect: Dialect): Sql {
  if (dialect === 'sqlite') return text;
  const mended = sql`regexp_replace(${text}, ${sql.lit(noCharacter)}, ${sql.lit(String.raw`\1\\ufffd`)}, 'g')`;
  return sql`(case when strpos(${text}, ${sql.lit('\\u')}) > 0 then ${mended} else ${text} end)::jsonb`;
}

/** With the backslashes before it that escape one another. */
const noCharacter = String.raw`(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89a-fA-F][\da-fA-F]{2})`;

/** A member of stored JSON, which PostgreSQL has read. */
function memberOf(json: Sql, path: readonly string[], property: Property | undefined, dialect: Dialect): Sql {
  if (dialect === 'sqlite') return sql`json_extract(${json}, ${jsonPath(path)})`;
  const inner = path.slice(0, -1).map((name) => sql`-> ${sql.lit(name)}`);
  const text = sql`(${json} ${sql.join(inner, sql.raw(' '))} ->> ${sql.lit(path.at(-1) ?? '')})`;
  return sql`(${text} ${sql.raw(castOf(property))})`;
}

function jsonPath(path: readonly string[]): Sql {
  return sql.lit(['$', ...path.map((name) => JSON.stringify(name))].join('.'));
}

function castOf(property: Property | undefined): string {
  return primitives[property?.type.kind === 'primitive' ? property.type.name : 'Edm.String'].postgresCast;
}

/** What a key is ordered by: of an enumeration the member's value, not its name. */
export function orderOf({ path }: OrderBy, target: Target): Sql {
  const column = columnOf(path, target);
  const type = path.property?.type;
  if (type?.kind !== 'enum') return column;
  const cases = Object.entries(type.members).map(([name, value]) => sql`when ${sql.lit(name)} then ${sql.lit(value)}`);
  return sql`case ${column} ${sql.join(cases, sql.raw(' '))} end`;
}

/** A literal as a parameter. PostgreSQL is told its type, which it could not always infer. */
export function parameterOf(value: NonNullable<Literal['value']>, dialect: Dialect): Sql {
  const bound = typeof value === 'boolean' ? Number(value) : value;
  if (dialect === 'sqlite') return sql`${bound}`;
  if (typeof bound === 'string') return codePoints(sql`${bound}::text`);
  return Number.isSafeInteger(bound) ? sql`${bound}::bigint` : sql`${bound}::double precision`;
}

/** `tolower` and `toupper` of a text, for all of Unicode. */
export function caseMapped(kind: CaseCall['kind'], text: Sql, dialect: Dialect): Sql {
  if (dialect === 'sqlite') return kind === 'tolower' ? sql`lower_u(${text})` : sql`upper_u(${text})`;
  const icu = sql`${text} collate "und-x-icu"`;
  return codePoints(kind === 'tolower' ? sql`lower(${icu})` : sql`upper(${icu})`);
}

/** {@link caseMapped} of a column. For ASCII SQLite's own function does, which is several times as fast and keeps nothing. */
export function caseMappedColumn(kind: CaseCall['kind'], column: Sql, dialect: Dialect): Sql {
  const mapped = caseMapped(kind, column, dialect);
  if (dialect !== 'sqlite') return mapped;
  const ascii = kind === 'tolower' ? sql`lower(${column})` : sql`upper(${column})`;
  return sql`case when length(${column}) < octet_length(${column}) then ${mapped} else ${ascii} end`;
}

/** Texts that are no columns have the locale of the database, until told otherwise. */
function codePoints(text: Sql): Sql {
  return sql`(${text} collate "C")`;
}
