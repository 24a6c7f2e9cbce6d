import { sql } from 'kysely';
import type { Indexed } from '../../edm/operation.ts';
import { fail } from '../../model/failures.ts';
import type { Filter, Query } from '../../odata/expression.ts';
import { inOrder, isIndexed, isOrderIndexed, leavesFew, orderOfRange } from '../../odata/indexed.ts';
import type { TenantDb } from '../tenant.ts';
import { type Large, quoted, type Source, type Sql } from './column.ts';
import { showTexts } from './shown-texts.ts';
import { trigramQuery, trigramsOf } from './trigrams.ts';

type Asked = Pick<Query, 'filter' | 'search'> & Partial<Pick<Query, 'orderBy'>>;

/** So many rows are looked at one by one within a tenth of a second. */
export const mostScanned = 50_000;

/** So many rows are read in a few milliseconds. */
export const mostWalked = 2000;

/** The rows that an index of texts finds, and more. */
export type Found =
  | { readonly key: 'rowid'; readonly rows: Sql }
  | { readonly key: 'id'; readonly ids: readonly string[] };

/**
 * Whether the first {@link mostWalked} rows in the order of a page are looked at before the index of texts is asked. What most rows have fills
 * a page with these, and takes the index longest: PostgreSQL's finds all that have it before it gives the first. So it is on SQLite with what
 * has to be put in another order, or looked through for another condition.
 */
export function isWalkedFirst(db: TenantDb, source: Source, query: Query): boolean {
  const { orderBy, count, skip, pageSize } = query;
  if (!source.large || count || pageSize === 0 || skip + pageSize >= mostWalked) return false;
  if (!isOrderIndexed(orderBy, source.large.indexed)) return false;
  return matchOf(db, source, query) !== undefined || isLookedForInAnother(db, query, source.large.indexed);
}

/** Whether what a condition finds by an index has to be put in the order of the page, or looked through for what another condition says. */
function isLookedForInAnother({ dialect }: TenantDb, { filter, orderBy: [first] }: Query, indexed: Indexed): boolean {
  if (dialect !== 'sqlite' || !filter || leavesFew(filter, indexed)) return false;
  if (filter.kind === 'and') return isIndexed(filter, indexed, () => false);
  if (!first) return false;
  const [range] = orderOfRange(filter, indexed);
  if (range) return range.path.path.join() !== first.path.path.join();
  return (filter.kind === 'eq' || filter.kind === 'in') && isIndexed(filter, indexed, () => false);
}

/** `undefined` where the index of texts cannot say; `tooMany` where what it finds is too much to be of use. */
export async function foundByTexts(db: TenantDb, source: Source, asked: Asked): Promise<Found | 'tooMany' | undefined> {
  const match = matchOf(db, source, asked);
  if (!source.large || match === undefined) return undefined;
  return db.dialect === 'sqlite' ? foundBySqlite(db, source.large, match) : foundByPostgres(db, source.large, match);
}

/** What an index of texts is asked for; `undefined` where it is not. */
function matchOf(
  { dialect, tenantId }: TenantDb,
  { large, searched = [] }: Source,
  { filter, search = [] }: Asked,
): string | undefined {
  if (!large) return undefined;
  // What the other indexes find is in the order of the page, and less.
  if (filter && (leavesFew(filter, large.indexed) || isRange(filter, large.indexed))) return undefined;
  return trigramQuery({ dialect, tenantId, searched }, filter, search);
}

async function foundBySqlite(db: TenantDb, { trigrams, mostFound }: Large, match: string): Promise<Found | 'tooMany'> {
  const index = quoted(trigrams);
  const most = mostFound.sqlite;
  const found = sql`select rowid as device from ${index} where ${index} match ${match}`;
  const { rows } = await sql<{ found: number }>`
    select count(*) as found, ${db.tenantId} as tenant_id from (${found} and in_time() limit ${most + 1})`.execute(
    db.sql,
  );
  if ((rows[0]?.found ?? 0) > most) return 'tooMany';
  const due = sql`select device from ${quoted(`${trigrams}_due`)} where tenant_id = ${db.tenantId}`;
  return { rows: sql`${found} union ${due}`, key: 'rowid' };
}

async function foundByPostgres(
  db: TenantDb,
  { trigrams, mostFound }: Large,
  match: string,
): Promise<Found | 'tooMany'> {
  const most = mostFound.postgres;
  await showTexts(db, match);
  const { rows } = await sql<{ id: string }>`
    select id from ${quoted(trigrams)} where tenant_id = ${db.tenantId} limit ${most + 1}`.execute(db.sql);
  return rows.length > most ? 'tooMany' : { ids: rows.map(({ id }) => id), key: 'id' };
}

/**
 * Refuses what no index serves where it would take long.
 *
 * @throws Failure `filterInvalid`, `orderByInvalid` or `optionInvalid`, which say what can be asked for instead
 */
export async function demandServed(
  db: TenantDb,
  { large, lowered = {}, searched = [], type }: Source,
  asked: Asked,
  isFound: boolean,
): Promise<void> {
  if (!large || isFound) return;
  const { filter, search = [], orderBy = [] } = asked;
  const { indexed } = large;
  const index = { dialect: db.dialect, tenantId: db.tenantId, searched };
  const otherwise = (part: Filter) => isOneInLowerCase(part, lowered) || trigramsOf(part, index) !== undefined;
  const isFilterServed = filter !== undefined && isIndexed(filter, indexed, otherwise);
  const isSearchServed = trigramQuery(index, undefined, search) !== undefined;
  const isConditionServed = (!filter && search.length === 0) || isFilterServed || isSearchServed;
  const isOrderServed = isOrderIndexed(orderBy, indexed) || (filter !== undefined && leavesFew(filter, indexed));
  if ((isConditionServed && isOrderServed) || (await large.size(db)) <= mostScanned) return;

  const where = amongMany(type);
  const texts = `; or look with contains, endswith or $search for three characters or more in: ${searched.join(', ')}`;
  const conditions = `${askAlso(indexed)}${texts}`;
  if (isConditionServed) {
    const orders = Object.keys(inOrder(indexed)).filter((name) => type.properties[name]?.type.kind !== 'enum');
    throw fail('orderByInvalid', { problem: `${where} the order is by one of: id, ${orders.join(', ')}` });
  }
  if (filter) throw fail('filterInvalid', { problem: `${where} no index serves it; ${conditions}` });
  throw fail('optionInvalid', { option: '$search', problem: `${where} no index serves it; ${conditions}` });
}

const amongMany = ({ name }: Source['type']) =>
  `among more than ${mostScanned.toLocaleString('en')} entities of type ${name}`;

function askAlso(indexed: Indexed): string {
  const ordered = Object.keys(inOrder(indexed));
  const keys = Object.keys(indexed).filter((name) => indexed[name] === 'key');
  const byValue = keys.length > 0 ? `, or with eq, ne or in: ${keys.join(', ')}` : '';
  return `ask also for one of these with eq, ne, in, gt, ge, lt, le or startswith: ${['id', ...ordered].join(', ')}${byValue}`;
}

/**
 * Whether all that finds the rows of a large table is its index of texts, and that finds too many: then a first page is looked for among the first
 * {@link mostScanned} rows of its order. A later one is given whatever it takes: its client holds a link to it.
 */
export async function isFoundAmongMany(
  db: TenantDb,
  { large }: Source,
  { filter, after, count }: Pick<Query, 'filter' | 'after' | 'count'>,
): Promise<boolean> {
  if (!large || after) return false;
  // What another index finds is a page soon, and no count.
  if (!count && filter && isIndexed(filter, large.indexed, () => false)) return false;
  return (await large.size(db)) > mostScanned;
}

/** The 400 for what is not there among these. */
export function tooManyLookAlike({ large, type }: Source, { filter, search = [], count, skip }: Query): Error {
  const { indexed } = large as Large;
  const many = `${amongMany(type)} too many have these characters`;
  if (count) return fail('optionInvalid', { option: '$count', problem: `${many} to be counted` });
  const problem = `${many}; ask for more characters in a row${skip > 0 ? ', skip fewer' : ''}, or ${askAlso(indexed)}`;
  if (filter && search.length === 0) return fail('filterInvalid', { problem });
  return fail('optionInvalid', { option: '$search', problem });
}

/**
 * Whether a page is looked for among the next rows alone, and is as short as what these have: an `and` of conditions that many meet one by one, and maybe none together. No
 * index says so, and to find that none does takes as long as the table is large. Whoever asks goes on where it ends.
 */
export async function isLookedThroughInParts(
  db: TenantDb,
  { large }: Source,
  { filter, orderBy, count, skip, pageSize }: Query,
): Promise<boolean> {
  if (!large || filter?.kind !== 'and' || leavesFew(filter, large.indexed)) return false;
  if (count || skip > 0 || pageSize === 0 || !isOrderIndexed(orderBy, large.indexed)) return false;
  return (await large.size(db)) > large.mostScanned;
}

/** The condition of an `and` that an index has in the order of a page. */
export function partInOrder({ large }: Source, { filter, orderBy }: Query): Filter | undefined {
  if (!large || filter?.kind !== 'and') return undefined;
  return filter.operands.find(
    (operand) => isIndexed(operand, large.indexed, () => false) && isInItsOrder(operand, orderBy),
  );
}

/** Whether the index that a condition is a part of has its rows in the order of a page. */
export function isInItsOrder(filter: Filter, [first]: Query['orderBy']): boolean {
  if (!('left' in filter || filter.kind === 'startswith') || filter.kind === 'ne') return false;
  const path = 'left' in filter ? filter.left : filter.text;
  if (path.kind !== 'property') return false;
  const order = first?.path.path.join() ?? 'id';
  // The rows of one value are in the order of their ids.
  return path.path.join() === order || (filter.kind === 'eq' && order === 'id');
}

function isRange(filter: Filter, indexed: Indexed): boolean {
  return filter.kind === 'startswith' && isIndexed(filter, indexed, () => false);
}

/** Whether a column has in lower case what a value is compared with. */
function isOneInLowerCase(filter: Filter, lowered: Readonly<Record<string, string>>): boolean {
  if (filter.kind !== 'eq' || filter.right.kind !== 'literal' || filter.left.kind !== 'tolower') return false;
  const { operand } = filter.left;
  return operand.kind === 'property' && operand.item === undefined && operand.path.join('/') in lowered;
}
