import { sql } from 'kysely';
import type { Property } from '../../edm/type.ts';
import type { Dialect } from '../schema.ts';
import { quoted, quotedText, type Source, type Sql } from './column.ts';
import { pageBytes } from './page-budget.ts';

type Row = Readonly<Record<string, unknown>>;

/** The columns among `names` whose values may be of any length. */
export function longColumns({ type }: Source, names: readonly string[]): string[] {
  return names.filter((name) => isLong(type.properties[name]));
}

function isLong(property: Property | undefined): boolean {
  if (!property) return false;
  const { type, collection } = property;
  return collection || type.kind === 'complex' || (type.kind === 'primitive' && type.name === 'Edm.String');
}

/** The bytes of the long columns that a table has, as a column of its rows: neither database has to read a value to know how long it is. */
export function storedBytes({ computed }: Source, long: readonly string[]): Sql {
  const stored = long.filter((name) => !computed?.[name]);
  return long.length === 0 ? sql`` : sql.raw(`, ${sumOf(stored.map(quotedText))} as stored_bytes`);
}

/**
 * The rows of an ordered statement up to the first that begins after `pageBytes` of text, which tells that there are more. What
 * follows it is never read into memory.
 *
 * @param rows with {@link storedBytes}
 * @param selected what is taken of them
 */
export function rowsByValue(
  rows: Sql,
  selected: Sql,
  { computed }: Source,
  long: readonly string[],
  dialect: Dialect,
): Sql {
  if (long.length === 0) return sql`select ${selected} from (${rows}) as page`;
  const others = long.filter((name) => computed?.[name]).map((name) => `page.${quotedText(name)}`);
  const size = sql.raw(others.length === 0 ? 'page.stored_bytes' : `page.stored_bytes + ${sumOf(others)}`);
  if (dialect === 'sqlite') {
    return sql`select ${selected}, ends_page() as ends_page from (${rows}) as page where fits_page(${size})`;
  }
  const before = (count: number) =>
    sql`coalesce(sum(${size}) over (rows between unbounded preceding and ${sql.lit(count)} preceding), 0)`;
  return sql`
    select ${selected}, bytes_before >= ${sql.lit(pageBytes)} as ends_page
    from (select page.*, ${before(1)} as bytes_before, ${before(2)} as bytes_before_last from (${rows}) as page) as page
    where bytes_before_last < ${sql.lit(pageBytes)}`;
}

/**
 * The same on SQLite, where the statement gives the numbers of its rows as `page_row`: what is not asked for is not carried through a sort, and of a row
 * beyond the page nothing is read. A cross join is done in the order that it is written in.
 */
export function rowsByNumber(rows: Sql, selected: Sql, table: string, long: readonly string[]): Sql {
  const name = quoted(table);
  const read = sql`from (${rows}) as page cross join ${name} on ${name}.rowid = page.page_row`;
  if (long.length === 0) return sql`select ${selected} ${read}`;
  return sql`select ${selected}, ends_page() as ends_page ${read} where fits_page(${sql.raw(sumOf(long.map(quotedText)))})`;
}

function sumOf(values: readonly string[]): string {
  return values.map((value) => `coalesce(octet_length(${value}), 0)`).join(' + ') || '0';
}

/** Whether the last of some rows that {@link boundedRows} gave begins after the page is full. */
export function isBeyondPage(rows: readonly Row[]): boolean {
  return Boolean(rows.at(-1)?.ends_page);
}
