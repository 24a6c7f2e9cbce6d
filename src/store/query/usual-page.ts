import { sql } from 'kysely';
import type { Soon } from '../../core/soon.ts';
import type { EntityType } from '../../edm/type.ts';
import type { Query } from '../../odata/expression.ts';
import { perSelection, type Selection } from '../../odata/shown.ts';
import { prepared } from '../prepared.ts';
import type { TenantDb } from '../tenant.ts';
import type { Sql } from './column.ts';
import type { Source } from './source.ts';
import type { WrittenRows } from './written-rows.ts';

/** Whether a query asks for the first rows of a whole collection of the usual size, and for nothing else. */
export function isUsual({ within, large }: Source, query: Query): boolean {
  const { filter, search = [], orderBy, skip, after, count, select, pageSize } = query;
  const isWhole = !within && !large && filter === undefined && search.length === 0;
  return isWhole && orderBy.length === 0 && skip === 0 && !after && !count && select === undefined && pageSize > 0;
}

type Written = (db: TenantDb, values: Readonly<Record<never, never>>) => Soon<WrittenRows[]>;

/** So many lengths of pages are kept of each collection and form: connections keep a plan for each. */
const mostLengths = 4;

const kept = new WeakMap<EntityType, (selection: Selection) => Map<number, Written>>();

/**
 * What reads a usual page on PostgreSQL: prepared, it takes one statement, which is planned once on each connection. On SQLite what is prepared gives its
 * readers the same bytes, and those of a page are given back once they are sent.
 *
 * @param statement writes the statement for the tenant of `db`
 * @returns `undefined` where pages of too many lengths were asked for
 */
export function usualPage(
  db: TenantDb,
  selection: Selection,
  pageSize: number,
  statement: (db: TenantDb) => Sql,
): Written | undefined {
  const ofType = kept.get(selection.type) ?? perSelection(() => new Map<number, Written>());
  kept.set(selection.type, ofType);
  const lengths = ofType(selection);
  const known = lengths.get(pageSize);
  if (known || lengths.size >= mostLengths) return known;
  const written = prepared<never, WrittenRows>([], (kysely, { tenantId }) => {
    const own = Object.create(db, { tenantId: { value: tenantId } }) as TenantDb;
    return { compile: () => sql<WrittenRows>`${statement(own)}`.compile(kysely) };
  });
  lengths.set(pageSize, written);
  return written;
}
