import { sql } from 'kysely';
import type { Property } from '../../edm/type.ts';
import type { Dialect } from '../schema.ts';
import { quoted, quotedText, type Sql } from './column.ts';
import { pageBytes } from './page-budget.ts';
import type { Source } from './source.ts';

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
  return sql.raw(`, ${sumOf(long.filter((name) => !computed?.[name]).map(quotedText))} as stored_bytes`);
}

/**
 * From where a statement takes the rows of another, in their order, up to the first that begins after `pageBytes` of text. What
 * follows it is never read into memory.
 *
 * @param rows with {@link storedBytes}
 */
export function fromRows(rows: Sql, { computed }: Source, long: readonly string[], dialect: Dialect): Sql {
  const others = long.filter((name) => computed?.[name]).map((name) => `page.${quotedText(name)}`);
  const size = sql.raw(others.length === 0 ? 'page.stored_bytes' : `page.stored_bytes + ${sumOf(others)}`);
  if (dialect === 'sqlite') return sql`from (${rows}) as page where fits_page(${size})`;
  const before = (count: number) =>
    sql`coalesce(sum(${size}) over (rows between unbounded preceding and ${sql.lit(count)} preceding), 0)`;
  return sql`
    from (
      select page.*, row_number() over () as page_row, ${before(1)} as bytes_before, ${before(2)} as bytes_before_last
      from (${rows}) as page
    ) as page
    where bytes_before_last < ${sql.lit(pageBytes)}`;
}

/**
 * The same on SQLite, where the other statement gives the numbers of its rows as `found_row`: what is shown of them is not carried through a sort, and of
 * a row beyond the page nothing is read. A cross join is done in the order that it is written in.
 */
export function fromNumbers(rows: Sql, { table }: Source, long: readonly string[]): Sql {
  const name = quoted(table);
  const size = sql.raw(sumOf(long.map(quotedText)));
  return sql`from (${rows}) as page cross join ${name} on ${name}.rowid = page.found_row where fits_page(${size})`;
}

/** Which row of the page it is, 1 for the first; 0 of the one that follows, which tells that there are more. */
export function rowOfPage(pageSize: number, dialect: Dialect): Sql {
  if (dialect === 'sqlite') return sql`row_of_page(${pageSize})`;
  return sql`case when page_row <= ${sql.lit(pageSize)} and bytes_before < ${sql.lit(pageBytes)} then page_row else 0 end`;
}

function sumOf(values: readonly string[]): string {
  return values.map((value) => `coalesce(octet_length(${value}), 0)`).join(' + ') || '0';
}
