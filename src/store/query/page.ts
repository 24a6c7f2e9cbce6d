import { sql } from 'kysely';
import type { Page, Query } from '../../odata/expression.ts';
import { leavesFew } from '../../odata/indexed.ts';
import type { Selection } from '../../odata/shown.ts';
import type { TenantDb } from '../tenant.ts';
import { columnOf, quoted, quotedText, type Source, type Sql, type Target } from './column.ts';
import { allOf } from './condition.ts';
import { type From, fromOf, targetOf, walkOf } from './from.ts';
import { after, keysOf, ordering } from './keyset.ts';
import { demandServed, foundByTexts, isWalkedFirst } from './large.ts';
import { isBeyondPage, longColumns, rowsByNumber, rowsByValue, storedBytes } from './page-bytes.ts';
import { positionColumns } from './position.ts';
import { writtenColumns } from './written-columns.ts';

/**
 * One page of a tenant's entities: the rows that a query finds, where the next page starts, and how many there are in all where the
 * query counts. Rows have the selected columns and `id`; Booleans are 0 and 1, structures JSON text, and names in snake_case are
 * ours. Pages stay right while rows come and go: they start after a position, not at an offset. A page whose texts are long is
 * shorter than asked for.
 */
export function selectPage<Row = Readonly<Record<string, unknown>>>(
  db: TenantDb,
  source: Source,
  query: Query,
): Promise<Page<Row>> {
  return findPage(db, source, query, undefined);
}

/** The same, with the text of its rows instead of their values, as it is shown: the database writes what it can (`row-text.ts`). */
export async function writtenPage(
  db: TenantDb,
  source: Source,
  query: Query,
  selection: Selection,
): Promise<Page<{ readonly id: string }>> {
  return { ...(await findPage<{ id: string }>(db, source, query, selection)), areWritten: true };
}

async function findPage<Row>(
  db: TenantDb,
  source: Source,
  query: Query,
  selection: Selection | undefined,
): Promise<Page<Row>> {
  if (isWalkedFirst(db, source, query)) {
    const page = await pageFrom<Row>(db, source, query, selection, walkOf(db, source, query));
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
  const rows = await pageFrom<Row>(db, source, query, selection, { ...from, where: [...from.where, ...behind] });
  return { ...rows, ...counted };
}

/** The rows of a page, from where they are. */
async function pageFrom<Row>(
  db: TenantDb,
  source: Source,
  query: Query,
  selection: Selection | undefined,
  from: From,
): Promise<Page<Row>> {
  const target = targetOf(db, source);
  const keys = keysOf(query.orderBy, target);
  const sorted =
    source.large !== undefined && query.filter !== undefined && leavesFew(query.filter, source.large.indexed);
  // What is written is no value any more.
  const position = positionColumns(selection ? { ...query, select: [] } : query, target);
  const names = selectedNames(source, query.select);
  // Two rows may be as long as they are.
  const long = query.pageSize > 1 ? longColumns(source, names) : [];
  // One row more than asked for tells whether there is a next page.
  const limit = sql`limit ${query.pageSize + 1}${query.skip > 0 && !query.after ? sql` offset ${query.skip}` : sql``}`;
  const found = (columns: Sql) => sql`
    ${from.with}select ${columns}${position.selected} from ${from.tables} where ${allOf(from.where)}
    order by ${ordering(keys, target, sorted)} ${limit}`;
  const shown = selection ? writtenColumns[db.dialect](selection) : ['id', ...names].map(quotedText).join(', ');
  const selected = sql.raw(`${shown}${position.added}`);
  // What is not asked for is not carried through a sort, nor is it looked at of rows that do not stand in the page.
  const statement =
    from.row && !isComputed(source, names)
      ? rowsByNumber(found(sql`${from.row} as page_row`), selected, source.table, long)
      : rowsByValue(
          found(sql`${columns(source, names, target)}${storedBytes(source, long)}`),
          selected,
          source,
          long,
          db.dialect,
        );
  const { rows } = await sql<Record<string, unknown>>`${statement}`.execute(db.sql);
  const more = rows.length > query.pageSize || isBeyondPage(rows);
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

/** The selected properties; without `$select`, all but those given only on request. */
function selectedNames({ type }: Source, select: Query['select']): string[] {
  return (
    select?.filter((name) => name !== 'id') ??
    Object.keys(type.properties).filter((name) => !type.properties[name]?.selectOnly)
  );
}

function isComputed({ computed }: Source, names: readonly string[]): boolean {
  return names.some((name) => computed?.[name]);
}

function columns(source: Source, names: readonly string[], target: Target): Sql {
  const { type } = source;
  if (!isComputed(source, names)) return sql.raw(['id', ...names].map(quotedText).join(', '));
  return sql.join(
    ['id', ...names].map((name) => {
      const expression = columnOf({ kind: 'property', path: [name], property: type.properties[name] }, target);
      return sql`${expression} as ${quoted(name)}`;
    }),
  );
}
