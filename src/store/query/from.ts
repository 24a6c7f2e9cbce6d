import { sql } from 'kysely';
import type { Filter, Query } from '../../odata/expression.ts';
import type { TenantDb } from '../tenant.ts';
import { caseMappedColumn, columnOf, parameterOf, quoted, type Source, type Sql, type Target } from './column.ts';
import { allOf, anyOf, condition } from './condition.ts';
import { after, keysOf, ordering } from './keyset.ts';
import type { Found } from './large.ts';

export function targetOf({ dialect }: TenantDb, { computed, lowered }: Source): Target {
  return { dialect, computed, lowered };
}

/** Where the rows of a statement come from. */
export interface From {
  readonly with: Sql;
  readonly tables: Sql;
  /** The number that SQLite finds a row of the table by at once. PostgreSQL has none. */
  readonly row: Sql | undefined;
  readonly where: readonly Sql[];
}

/** The table, or those of its rows that an index of texts has found: a cross join of SQLite begins with what stands first. */
export function fromOf(db: TenantDb, source: Source, query: Query, found: Found | undefined): From {
  const table = quoted(source.table);
  const where = [...ofTenant(db, source, query), ...asked(db, source, query)];
  if (found?.key === 'id') where.push(sql`id = any(${found.ids}::text[])`);
  const row = db.dialect === 'sqlite' ? sql`${table}.rowid` : undefined;
  if (found?.key !== 'rowid') return { with: sql``, tables: table, row, where };
  return {
    row,
    with: sql`with found as materialized (${found.rows}) `,
    tables: sql`found cross join ${table} on ${table}.rowid = found.device`,
    where,
  };
}

/**
 * The rows that are next in the order of the page, `most` of them, whether or not they are asked for.
 *
 * @param part the condition that they meet, where an index has those that meet it in the order of the page
 */
export function walkOf(db: TenantDb, source: Source, query: Query, most: number, part?: Filter): From {
  const row = db.dialect === 'sqlite' ? sql`walked_row` : undefined;
  const walk = sql`select *${row ? sql`, rowid as ${row}` : sql``} ${nextRows(db, source, query, part)} limit ${most}`;
  return { with: sql``, tables: sql`(${walk}) as walked`, row, where: asked(db, source, query) };
}

/** What follows in the order of the page, as what a statement selects from. */
export function nextRows(db: TenantDb, source: Source, query: Query, part?: Filter): Sql {
  const target = targetOf(db, source);
  const keys = keysOf(query.orderBy, target);
  const next = ofTenant(db, source, query);
  if (part) next.push(condition(part, target));
  if (query.after) next.push(after(keys, query.after, target));
  return sql`from ${quoted(source.table)} where ${allOf(next)} order by ${ordering(keys, target)}`;
}

function ofTenant({ tenantId, dialect }: TenantDb, { table, within }: Source, query: Query): Sql[] {
  const own = sql`tenant_id = ${tenantId}`;
  if (dialect !== 'sqlite' || (within === undefined && !isLengthUnknown(query))) return [own];
  // Each 1024th asks: the call costs more than a row of an index does.
  return [own, sql`(${quoted(table)}.rowid % 1024 <> 1 or in_time())`];
}

/** Whether it is up to the client how many rows are read for the ones that are shown. */
export function isLengthUnknown({ filter, search = [], orderBy, skip }: Query): boolean {
  return (filter !== undefined && !namesOne(filter)) || search.length > 0 || orderBy.length > 0 || skip > 0;
}

function asked(db: TenantDb, source: Source, { filter, search = [] }: Query): Sql[] {
  const { dialect } = db;
  const { table, searched = [], within } = source;
  const target = targetOf(db, source);
  const conditions: Sql[] = [];
  if (within) conditions.push(within);
  if (filter) conditions.push(condition(filter, target));
  if (search.length > 0 && searched.length === 0) throw new TypeError(`no property of ${table} is searched`);
  for (const term of search) {
    const { text: wanted, properties } =
      typeof term === 'string'
        ? { text: term, properties: searched }
        : { text: term.text, properties: [term.property] };
    const lower = parameterOf(wanted.toLowerCase(), dialect);
    const found = properties.map((name) => {
      const text = caseMappedColumn(
        'tolower',
        columnOf({ kind: 'property', path: [name], property: undefined }, target),
        dialect,
      );
      return dialect === 'sqlite' ? sql`instr(${text}, ${lower}) > 0` : sql`strpos(${text}, ${lower}) > 0`;
    });
    conditions.push(anyOf(found));
  }
  return conditions;
}

/** Whether a filter is for the entity with one id. */
function namesOne(filter: Filter): boolean {
  return filter.kind === 'eq' && filter.left.kind === 'property' && filter.left.path.join() === 'id';
}
