import { sql } from 'kysely';
import { fail } from '../../model/failures.ts';
import { type Filter, loweredName } from '../../odata/expression.ts';
import { inOrder, isByOne, isIndexed, isOrderIndexed, leavesFew } from '../../odata/indexed.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { TenantDb } from '../tenant.ts';
import { quoted, type Sql } from './column.ts';
import type { Question } from './question.ts';
import { showTexts } from './shown-texts.ts';
import type { Large, Source } from './source.ts';
import { type TrigramIndex, trigramParts, trigramQuery, trigramsOf } from './trigrams.ts';

/** Of so many rows everything is offered: they are read within a tenth of a second. */
const largeFrom = 50_000;

/** The few rows that indexes find, among which are those that are asked for: their numbers on SQLite, and on PostgreSQL what they meet. */
export type Found = { readonly rowids: Sql } | { readonly met: Sql };

/**
 * Whether the first rows in the order of a page are looked at before any index is asked. What most rows have fills a page with these, and takes
 * an index longest: PostgreSQL's of texts finds all that have it before it gives the first. It offers nothing more.
 */
export function isWalkedFirst(question: Question): boolean {
  const { large, ways } = question.source;
  const { filter, orderBy, skip, pageSize } = question.query;
  // What is mostly few is found sooner.
  if (!large || ways || (filter && leavesFew(filter, large.indexed))) return false;
  if (skip + pageSize >= large.mostWalked || !isByOne(orderBy)) return false;
  return isOrderIndexed(orderBy, large.indexed) && isConditionServed(question);
}

/** `undefined` where the index of texts cannot say, or finds too many to be of use. */
export async function foundByTexts({ db, source, query }: Question): Promise<Found | undefined> {
  const { large, searched = [] } = source;
  if (!large) return undefined;
  const index: TrigramIndex = { dialect: db.dialect, tenantId: db.tenantId, searched };
  const parts = trigramParts(index, query.filter, query.search ?? []);
  if (parts.length === 0) return undefined;
  return db.dialect === 'sqlite'
    ? foundBySqlite(db, large, index, parts)
    : foundByPostgres(db, large, trigramQuery(index, parts));
}

/** So many parts are asked for one by one. */
const mostAskedAlone = 4;

/** FTS5 passes over every entry of a part that nearly all rows have, so where others leave few it is left to whoever looks at these. */
async function foundBySqlite(
  db: TenantDb,
  large: Large,
  index: TrigramIndex,
  parts: readonly string[],
): Promise<Found | undefined> {
  const few: string[] = [];
  if (parts.length > 1 && parts.length <= mostAskedAlone)
    for (const part of parts) if (await leavesFewRows(db, large, trigramQuery(index, [part]))) few.push(part);
  const match = trigramQuery(index, few.length > 0 ? few : parts);
  if (few.length === 0 && !(await leavesFewRows(db, large, match))) return undefined;
  const due = sql`select device from ${quoted(`${large.trigrams}_due`)} where tenant_id = ${db.tenantId}`;
  return { rowids: sql`${matching(large, match)} union ${due}` };
}

function matching({ trigrams }: Large, match: string): Sql {
  const table = quoted(trigrams);
  return sql`select rowid as device from ${table} where ${table} match ${match}`;
}

async function leavesFewRows(db: TenantDb, large: Large, match: string): Promise<boolean> {
  const most = large.mostFound.sqlite;
  const { rows } = await sql<{ found: number }>`
    select count(*) as found, ${db.tenantId} as tenant_id from (${matching(large, match)} and in_time() limit ${most + 1})`.execute(
    db.sql,
  );
  return (rows[0]?.found ?? 0) <= most;
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

async function foundByPostgres(
  db: TenantDb,
  { trigrams, mostFound }: Large,
  match: string,
): Promise<Found | undefined> {
  const most = mostFound.postgres;
  await showTexts(db, match);
  const shown = sql`select id from ${quoted(trigrams)} where tenant_id = ${db.tenantId}`;
  // What nearly all rows have PostgreSQL knows, and would rather look at these than at the index: a tenth of a millisecond for each.
  const explained = await sql<Explained>`explain (format json) ${shown}`.execute(db.sql);
  const [plan] = explained.rows[0]?.['QUERY PLAN'] ?? [];
  if ((plan?.Plan['Plan Rows'] ?? 0) > 10 * most) return undefined;
  const { rows } = await sql<{ id: string }>`${shown} limit ${most + 1}`.execute(db.sql);
  const ids = rows.map(({ id }) => id);
  return rows.length > most ? undefined : { met: sql`id = any(${ids}::text[])` };
}

/**
 * Refuses what no index serves where it would take long.
 *
 * @throws Failure `filterInvalid`, `orderByInvalid` or `optionInvalid`, which say what can be asked for instead
 */
export async function demandServed(question: Question, isFound: boolean): Promise<void> {
  const { db, source, query } = question;
  const { large, searched = [], type } = source;
  if (!large || isFound) return;
  const { filter, orderBy } = query;
  const { indexed } = large;
  const isServed = isConditionServed(question);
  if ((isServed && isOrderIndexed(orderBy, indexed)) || !(await isLarge(db, large))) return;

  if (isServed) throw orderNotServed({ type }, large);
  const keys = Object.keys(indexed).filter((name) => indexed[name] === 'key');
  const names = ['id', ...Object.keys(inOrder(indexed))].join(', ');
  const served = { ...amongMany(type), names, searched: searched.join(', ') };
  const problem =
    keys.length > 0 ? sentence('noIndexNorKey', { ...served, keys: keys.join(', ') }) : sentence('noIndex', served);
  if (filter) throw fail('filterInvalid', { problem });
  throw fail('optionInvalid', { option: '$search', problem });
}

/** Whether an index finds what is asked for, or a part of it that all of it has. */
function isConditionServed({ db: { dialect, tenantId }, source, query }: Question): boolean {
  const { large, lowered = {}, searched = [] } = source;
  const { filter, search = [] } = query;
  if (!filter && search.length === 0) return true;
  const index = { dialect, tenantId, searched };
  const otherwise = (part: Filter) => isOneInLowerCase(part, lowered) || trigramsOf(part, index) !== undefined;
  if (filter && large && isIndexed(filter, large.indexed, otherwise)) return true;
  return trigramParts(index, undefined, search).length > 0;
}

/** The 400 for an order that no index gives. */
export function orderNotServed({ type }: Pick<Source, 'type'>, { indexed }: Large): Error {
  const orders = Object.keys(inOrder(indexed)).filter((name) => type.properties[name]?.type.kind !== 'enum');
  const problem = sentence('noOrder', { ...amongMany(type), names: ['id', ...orders].join(', ') });
  return fail('orderByInvalid', { problem });
}

/** Whether there are so many rows that not everything is offered. */
export async function isLarge(db: TenantDb, large: Large): Promise<boolean> {
  return (await large.size(db)) > largeFrom;
}

const amongMany = ({ name }: Source['type']) => ({ most: largeFrom.toLocaleString('en'), type: name });

/** The 400 for what would be looked at row by row to be counted. */
export function tooManyToCount({ large, type }: Source): Error {
  const names = Object.keys(inOrder(large?.indexed ?? {})).join(', ');
  const problem = sentence('tooManyToCount', { ...amongMany(type), names });
  return fail('optionInvalid', { option: '$count', problem });
}

/** The 400 for what would be looked at row by row to be passed over. */
export function tooManyToSkip({ type }: Source): Error {
  const problem = sentence('tooManyToSkip', amongMany(type));
  return fail('optionInvalid', { option: '$skip', problem });
}

/** Whether a column has in lower case what a value is compared with. */
function isOneInLowerCase(filter: Filter, lowered: Readonly<Record<string, string>>): boolean {
  if (filter.kind !== 'eq' || filter.right.kind !== 'literal') return false;
  const name = loweredName(filter.left);
  return name !== undefined && name in lowered;
}
