import { sql } from 'kysely';
import type { Filter, Page, Position, Query, WrittenPage } from '../../odata/expression.ts';
import { isByOne } from '../../odata/indexed.ts';
import type { Selection } from '../../odata/shown.ts';
import type { TenantDb } from '../tenant.ts';
import { behind } from './behind.ts';
import { columnOf, quoted, quotedText, type Sql } from './column.ts';
import { allOf } from './condition.ts';
import { countFound, foundByIndexes } from './count.ts';
import { type From, fromOf, nextRows, walkOf } from './from.ts';
import { partInOrder } from './in-order.ts';
import { after, keysOf, ordering } from './keyset.ts';
import { demandServed, isLarge, isWalkedFirst, orderNotServed, tooManyToSkip } from './large.ts';
import { fromNumbers, fromRows, longColumns, rowOfPage, storedBytes } from './page-bytes.ts';
import { positionColumns } from './position.ts';
import { type Question, questionOf } from './question.ts';
import type { Source } from './source.ts';
import { isUsual, usualPage } from './usual-page.ts';
import { type WrittenRows, wholeText, writtenRows } from './written-rows.ts';

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
  const question = questionOf(db, source, query);
  return findPage<Page<Row>>(question, { rows: [] }, (from) => pageOfValues(question, from));
}

/** The same, as the text of its rows: it is written where they are. */
export async function writtenPage(
  db: TenantDb,
  source: Source,
  query: Query,
  selection: Selection,
): Promise<WrittenPage> {
  const question = questionOf(db, source, query);
  const statement = (asked: Question, from: From) => statementOf(asked, selection, from);
  const usual =
    db.dialect === 'postgres' && isUsual(source, query)
      ? usualPage(db, selection, query.pageSize, (own) => {
          const asked = { ...question, db: own };
          return statement(asked, fromOf(asked, undefined));
        })
      : undefined;
  if (usual) {
    const [written] = await usual(db, {});
    return shownPage(question, selection, written);
  }
  return findPage<WrittenPage>(question, { text: Buffer.alloc(0) }, async (from) => {
    const { rows } = await sql<WrittenRows>`${statement(question, from)}`.execute(db.sql);
    return shownPage(question, selection, rows[0]);
  });
}

/** @param read reads the rows, from where they are */
async function findPage<Found extends Pick<Page<unknown>, 'count' | 'next'>>(
  question: Question,
  empty: Found,
  read: (from: From) => Promise<Found>,
): Promise<Found> {
  const { count, pageSize } = question.query;
  const counted = count ? { count: await countFound(question) } : {};
  const page = pageSize === 0 ? empty : await findRows(question, read);
  return { ...page, ...counted };
}

/** The rows of a page: a part of an index, or among the next of the order, or among the few that indexes find. */
async function findRows<Found extends Pick<Page<unknown>, 'next'>>(
  question: Question,
  read: (from: From) => Promise<Found>,
): Promise<Found> {
  const { db, source, query, target } = question;
  const part = partInOrder(question);
  if (part.isAll && query.after && behind(part.conditions, query, target).ranges.length + part.conditions.length > 1)
    return await read(walkOf(question, query.pageSize + 1, part.conditions));
  if (source.large && !part.isAll && isWalkedFirst(question)) {
    const { mostWalked } = source.large;
    const page = await read(walkOf(question, mostWalked, part.conditions));
    if (page.next) return page;
    // Of later pages one is the last.
    if (query.after && !(await lastLookedAt(question, part.conditions, mostWalked))) return page;
  }
  const found = part.isAll ? undefined : await foundByIndexes(question);
  await demandServed(question, found !== undefined);
  if (source.large && !part.isAll && !found && (await isLarge(db, source.large))) {
    if (!isByOne(query.orderBy)) throw orderNotServed(source, source.large);
    return await nextPart(question, part.conditions, source.large.mostScanned, read);
  }
  const from = fromOf(question, found);
  const next = query.after ? [after(keysOf(query.orderBy, target), query.after, target)] : [];
  return await read({ ...from, where: [...from.where, ...next] });
}

/** What the next rows have of a page. Where it is not full, it goes on behind the last of them. */
async function nextPart<Found extends Pick<Page<unknown>, 'next'>>(
  question: Question,
  part: readonly Filter[],
  most: number,
  read: (from: From) => Promise<Found>,
): Promise<Found> {
  const page = await read(walkOf(question, most, part));
  if (page.next) return page;
  const last = await lastLookedAt(question, part, most);
  if (last && question.query.skip > 0) throw tooManyToSkip(question.source);
  return last ? { ...page, next: last } : page;
}

/** Where the last is of the next rows, behind which there may be others; `undefined` where there are fewer of them. */
async function lastLookedAt(question: Question, part: readonly Filter[], most: number): Promise<Position | undefined> {
  const { db, query } = question;
  const position = positionAlone(question);
  const names = new Set(['id', ...query.orderBy.map(({ path }) => path.path[0] ?? 'id')]);
  const walked = nextRows(question, sql.join([...names].map(quoted)), most, part);
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select id${position.selected} from (${walked}) as walked limit 1 offset ${most - 1}`.execute(db.sql);
  return rows[0] && position.of(rows[0]);
}

async function pageOfValues<Row>(question: Question, from: From): Promise<Page<Row>> {
  const { db, source, query, target } = question;
  const position = positionColumns(query, target);
  const shown = ['id', ...selectedNames(source, query.select), ...position.added].map(quotedText).join(', ');
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.raw(shown)}${query.pageSize > 1 ? sql`, ${rowOfPage(query.pageSize, db.dialect)} as row_of_page` : sql``}
    ${rowsOf(question, position.selected, from)}`.execute(db.sql);
  const isMore = rows.length > query.pageSize || Number(rows.at(-1)?.row_of_page) === 0;
  if (isMore) rows.pop();
  const last = rows.at(-1);
  return { rows: rows as Row[], ...(isMore && last && { next: position.of(last) }) };
}

/** What is written is no value any more, so the position of the last row is selected beside it. */
function positionAlone({ query, target }: Question) {
  return positionColumns({ ...query, select: [] }, target);
}

function statementOf(question: Question, selection: Selection, from: From): Sql {
  const { db, query } = question;
  const position = positionAlone(question);
  const rows = rowsOf(question, position.selected, from);
  const ends = ['id', ...position.added];
  return writtenRows(rows, rowOfPage(query.pageSize, db.dialect), ends, selection, db.dialect);
}

function shownPage(question: Question, selection: Selection, written: WrittenRows | undefined): WrittenPage {
  if (!written) throw new Error('a statement of aggregates gives one row');
  const position = positionAlone(question);
  return { text: wholeText(written, selection), ...(Number(written.is_more) === 1 && { next: position.of(written) }) };
}

/** The rows of a page as what a statement selects from: one more than asked for tells whether there is a next page. */
function rowsOf(question: Question, position: Sql, from: From): Sql {
  const { db, source, query, target } = question;
  const ordered = (where: readonly Sql[]) => sql`where ${allOf(where)}
    order by ${ordering(keysOf(query.orderBy, target), target)}`;
  const isFar = query.skip > 0 && !query.after;
  const found = (columns: Sql) => sql`
    ${from.with}select ${columns} from ${from.tables} ${ordered(from.where)}
    limit ${numberOf(query.pageSize + 1, db)}${isFar ? sql` offset ${query.skip}` : sql``}`;
  const names = selectedNames(source, query.select);
  // Two rows may be as long as they are.
  const long = query.pageSize > 1 ? longColumns(source, names) : [];
  if (from.row && !isComputed(source, names))
    return fromNumbers(found(sql`${from.row} as found_row${position}`), source, long);
  const read = sql`${columns(question, names)}${storedBytes(source, long)}${position}`;
  if (!isFar || from.row) return fromRows(found(read), source, long, db.dialect);
  // What is skipped is passed over in an index, and never read.
  const own = [sql`tenant_id = ${db.tenantId}`, sql`id = any(array(${found(sql`id`)}))`];
  return fromRows(sql`select ${read} from ${quoted(source.table)} ${ordered(own)}`, source, long, db.dialect);
}

/** PostgreSQL plans a statement that is prepared by the numbers that stand in it; SQLite knows one again by its text. */
function numberOf(value: number, { dialect }: TenantDb): Sql {
  return dialect === 'postgres' ? sql.lit(value) : sql`${value}`;
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

function columns({ source, target }: Question, names: readonly string[]): Sql {
  const { type } = source;
  if (!isComputed(source, names)) return sql.raw(['id', ...names].map(quotedText).join(', '));
  return sql.join(
    ['id', ...names].map((name) => {
      const expression = columnOf({ kind: 'property', path: [name], property: type.properties[name] }, target);
      return sql`${expression} as ${quoted(name)}`;
    }),
  );
}
