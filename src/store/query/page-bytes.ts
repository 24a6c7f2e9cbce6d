import { sql } from 'kysely';
import type { Property } from '../../edm/type.ts';
import { quotedText, type Source, type Sql, type Target } from './column.ts';
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

/**
 * The rows of an ordered statement up to the first that begins after `pageBytes` of text, which tells that there are more. What
 * follows it is never read into memory: neither database has to read a value to know how long it is.
 */
export function boundedRows(rows: Sql, long: readonly string[], { dialect }: Target): Sql {
  if (long.length === 0) return rows;
  const size = sql.raw(long.map((name) => `coalesce(octet_length(page.${quotedText(name)}), 0)`).join(' + '));
  if (dialect === 'sqlite') return sql`select * from (${rows}) as page where fits_page(${size})`;
  // A row stays while those up to the one before the one before it fit.
  const before = sql`sum(${size}) over (rows between unbounded preceding and 2 preceding)`;
  return sql`
    select * from (select page.*, ${before} as bytes_before from (${rows}) as page) as measured
    where coalesce(bytes_before, 0) < ${sql.lit(pageBytes)}`;
}

/** Whether the last of some rows that {@link boundedRows} gave begins after the page is full. */
export function isBeyondPage(rows: readonly Row[], long: readonly string[]): boolean {
  let bytes = 0;
  for (let index = 0; index < rows.length - 1; index++) {
    for (const name of long) {
      const value = rows[index]?.[name];
      if (typeof value === 'string') bytes += Buffer.byteLength(value);
    }
  }
  return bytes >= pageBytes;
}
