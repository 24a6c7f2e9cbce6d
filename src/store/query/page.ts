import { sql } from 'kysely';
import type { Filter, OrderBy, Page, Position, Query } from '../../odata/expression.ts';
import { leavesFew } from '../../odata/indexed.ts';
import { holdsNumbers } from '../../odata/skip-token.ts';
import type { TenantDb } from '../tenant.ts';
import {
  caseMappedColumn,
  columnOf,
  orderOf,
  parameterOf,
  quoted,
  quotedText,
  type Source,
  type Sql,
  type Target,
} from './column.ts';
import { allOf, anyOf, condition } from './condition.ts';
import { after, keysOf, ordering } from './keyset.ts';
import { demandServed, type Found, foundByTexts, isWalkedFirst, mostWalked } from './large.ts';
import { boundedRows, isBeyondPage, longColumns } from './page-bytes.ts';

/**
 * One page of a tenant's entities: the rows that a query finds, where the next page starts, and how many there are in all where the
 * query counts. Rows have the selected columns and `id`; Booleans are 0 and 1, structures JSON text, and names in snake_case are
 * ours. Pages stay right while rows come and go: they start after a position, not at an offset. A page whose texts are long is
 * shorter than asked for.
 */
export async function selectPage<Row = Readonly<Record<string, unknown>>>(
  db: TenantDb,
  source: Source,
  query: Query,
): Promise<Page<Row>> {
  if (isWalkedFirst(db, source, query)) {
    const page = await pageFrom<Row>(db, source, query, walkOf(db, source, query));
    // A page that is not full has rows behind those that were looked at.
    if (page.next) return page;
  }
  const found = await foundByTexts(db, source, query);
  await demandServed(db, source, query, found !== undefined);
  const from = fromOf(db, source, query, found);
  const counted = query.count ? { count: await countFound(db, source, query, from) } : {};
  if (query.pageSize === 0) return { rows: [], ...counted };
  const target = targetOf(db, source);
  const behind = query.after ? [after(keysOf(query.orderBy, target), query.after, target)] : [];
  return { ...(await pageFrom<Row>(db, source, query, { ...from, where: [...from.where, ...behind] })), ...counted };
}

/** The rows of a page, from where they are. */
async function pageFrom<Row>(db: TenantDb, source: Source, query: Query, from: From): Promise<Page<Row>> {
  const target = targetOf(db, source);
  const keys = keysOf(query.orderBy, target);
  const sorted =
    source.large !== undefined && query.filter !== undefined && leavesFew(query.filter, source.large.indexed);
  const position = positionColumns(query, target);
  // One row more than asked for tells whether there is a next page.
  const names = selectedNames(source, query.select);
  const rowsFound = sql`
    ${from.with}select ${columns(source, names, target)}${position.selected}
    from ${from.tables} where ${allOf(from.where)}
    order by ${ordering(keys, target, sorted)}
    limit ${query.pageSize + 1}${query.skip > 0 && !query.after ? sql` offset ${query.skip}` : sql``}`;
  // Two rows may be as long as they are.
  const long = query.pageSize > 1 ? longColumns(source, names) : [];
  const { rows } = await sql<Record<string, unknown>>`${boundedRows(rowsFound, long, target)}`.execute(db.sql);
  const more = rows.length > query.pageSize || isBeyondPage(rows, long);
  if (more) rows.pop();
  const last = rows.at(-1);
  return { rows: rows as Row[], ...(more && last && { next: position.of(last) }) };
}

/** One of a tenant's entities, as pages give it; `undefined` when there is none with that id. */
export async function selectEntity<Row = Readonly<Record<string, unknown>>>(
  db: TenantDb,
  source: Source,
  id: string,
  select?: Query['select'],
): Promise<Row | undefined> {
  const key = { kind: 'property', path: ['id'], property: undefined } as const;
  const page = await selectPage<Row>(db, source, {
    select,
    filter: { kind: 'eq', left: key, right: { kind: 'literal', value: id } },
    orderBy: [],
    search: undefined,
    skip: 0,
    pageSize: 1,
    count: false,
    after: undefined,
  });
  return page.rows[0];
}

function countFound(
  db: TenantDb,
  source: Source,
  { filter, search }: Pick<Query, 'filter' | 'search'>,
  from: From,
): Promise<number> {
  return source.total && !filter && !search ? source.total(db) : count(db, from);
}

async function count(db: TenantDb, from: From): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`
    ${from.with}select count(*) as count from ${from.tables} where ${allOf(from.where)}`.execute(db.sql);
  // PostgreSQL counts in bigint, which pg gives as text unless told otherwise.
  return Number(rows[0]?.count ?? 0);
}

function targetOf({ dialect }: TenantDb, { computed, lowered }: Source): Target {
  return { dialect, computed, lowered };
}

/** Where the rows of a statement come from. */
interface From {
  readonly with: Sql;
  readonly tables: Sql;
  readonly where: readonly Sql[];
}

/** The table, or those of its rows that an index of texts has found: a cross join of SQLite begins with what stands first. */
function fromOf(db: TenantDb, source: Source, query: Query, found: Found | undefined): From {
  const table = quoted(source.table);
  const where = [...ofTenant(db, source, query), ...asked(db, source, query)];
  if (found?.key === 'id') where.push(sql`id = any(${found.ids}::text[])`);
  if (found?.key !== 'rowid') return { with: sql``, tables: table, where };
  return {
    with: sql`with found as materialized (${found.rows}) `,
    tables: sql`found cross join ${table} on ${table}.rowid = found.device`,
    where,
  };
}

/** The rows that are next in the order of the page, whether or not they are asked for. */
function walkOf(db: TenantDb, source: Source, query: Query): From {
  const target = targetOf(db, source);
  const keys = keysOf(query.orderBy, target);
  const next = ofTenant(db, source, query);
  if (query.after) next.push(after(keys, query.after, target));
  const walk = sql`select * from ${quoted(source.table)} where ${allOf(next)} order by ${ordering(keys, target)} limit ${mostWalked}`;
  return { with: sql``, tables: sql`(${walk}) as walked`, where: asked(db, source, query) };
}

function ofTenant(
  { tenantId, dialect }: TenantDb,
  { table, within }: Source,
  { filter, search = [], orderBy, skip }: Query,
): Sql[] {
  // How many rows are read is up to the client. Each 1024th asks: the call costs more than a row of an index does.
  const mayScan =
    within !== undefined ||
    (filter !== undefined && !namesOne(filter)) ||
    search.length > 0 ||
    orderBy.length > 0 ||
    skip > 0;
  const own = sql`tenant_id = ${tenantId}`;
  return dialect === 'sqlite' && mayScan ? [own, sql`(${quoted(table)}.rowid % 1024 <> 1 or in_time())`] : [own];
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

/** The selected properties; without `$select`, all but those given only on request. */
function selectedNames({ type }: Source, select: Query['select']): string[] {
  return (
    select?.filter((name) => name !== 'id') ??
    Object.keys(type.properties).filter((name) => !type.properties[name]?.selectOnly)
  );
}

function columns({ type, computed }: Source, names: readonly string[], target: Target): Sql {
  if (!names.some((name) => computed?.[name])) return sql.raw(['id', ...names].map(quotedText).join(', '));
  return sql.join(
    ['id', ...names].map((name) => {
      const expression = columnOf({ kind: 'property', path: [name], property: type.properties[name] }, target);
      return sql`${expression} as ${quoted(name)}`;
    }),
  );
}

/** What the last row of a page has to tell so that the next one can start after it. */
function positionColumns(
  { orderBy, select }: Query,
  target: Target,
): { selected: Sql; of(row: Record<string, unknown>): Position } {
  const names = orderBy.map((key, index) => (isSelected(key, select) ? key.path.path.join('/') : `order_${index + 1}`));
  const extra = orderBy.flatMap((key, index) =>
    isSelected(key, select) ? [] : [sql`, ${orderOf(key, target)} as ${quoted(`order_${index + 1}`)}`],
  );
  return {
    selected: sql.join(extra, sql``),
    of: (row) => ({
      values: orderBy.map((key, index) => positionValue(row[names[index] ?? ''], key)),
      id: String(row.id),
    }),
  };
}

function isSelected({ path: { path, property } }: OrderBy, select: Query['select']): boolean {
  const [name = ''] = path;
  if (path.length > 1 || property?.type.kind === 'enum' || property?.selectOnly) return false;
  return name === 'id' || !select || select.includes(name);
}

function positionValue(value: unknown, key: OrderBy): string | number | null {
  if (value === null || value === undefined) return null;
  return holdsNumbers(key) ? Number(value) : String(value);
}
