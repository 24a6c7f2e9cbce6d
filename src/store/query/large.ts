import { sql } from 'kysely';
import type { Indexed } from '../../edm/operation.ts';
import { fail } from '../../model/failures.ts';
import type { Filter, Query } from '../../odata/expression.ts';
import { isIndexed, isOrderIndexed, leavesFew } from '../../odata/indexed.ts';
import type { TenantDb } from '../tenant.ts';
import { quoted, type Source, type Sql } from './column.ts';
import { trigramQuery, trigramsOf } from './trigrams.ts';

type Asked = Pick<Query, 'filter' | 'search'> & Partial<Pick<Query, 'orderBy'>>;

/** So many rows are looked at one by one within a tenth of a second. */
const mostScanned = 50_000;

/** So many rows that an index of texts finds; where it finds more, a page of them is met soon in whatever order. */
const mostFound = 20_000;

/** The rows that the index of texts finds, and more; `undefined` where it cannot say, or finds too many to be of use. */
export async function foundByTexts(
  db: TenantDb,
  { large, searched = [] }: Source,
  { filter, search = [] }: Asked,
): Promise<Sql | undefined> {
  if (!large || db.dialect !== 'sqlite') return undefined;
  // What the other indexes find is in the order of the page, and less.
  if (filter && (leavesFew(filter, large.indexed) || isRange(filter, large.indexed))) return undefined;
  const match = trigramQuery(db.tenantId, filter, search, searched);
  if (match === undefined) return undefined;
  const index = quoted(large.trigrams);
  const found = sql`select rowid as device from ${index} where ${index} match ${match}`;
  const { rows } = await sql<{ found: number }>`
    select count(*) as found, ${db.tenantId} as tenant_id
    from (${found} and in_time() limit ${mostFound + 1})`.execute(db.sql);
  if ((rows[0]?.found ?? 0) > mostFound) return undefined;
  return sql`${found} union select device from ${quoted(`${large.trigrams}_due`)} where tenant_id = ${db.tenantId}`;
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
  const otherwise = (part: Filter) =>
    isOneInLowerCase(part, lowered) || (db.dialect === 'sqlite' && trigramsOf(part, searched) !== undefined);
  const isFilterServed = filter !== undefined && isIndexed(filter, indexed, otherwise);
  const isSearchServed = db.dialect === 'sqlite' && trigramQuery('', undefined, search, searched) !== undefined;
  const isConditionServed = (!filter && search.length === 0) || isFilterServed || isSearchServed;
  const isOrderServed = isOrderIndexed(orderBy, indexed) || (filter !== undefined && leavesFew(filter, indexed));
  if ((isConditionServed && isOrderServed) || (await large.size(db)) <= mostScanned) return;

  const where = `among more than ${mostScanned.toLocaleString('en')} entities of type ${type.name}`;
  const names = ['id', ...Object.keys(indexed)].join(', ');
  const texts =
    db.dialect === 'sqlite'
      ? `; or look with contains, endswith or $search for three characters or more in: ${searched.join(', ')}`
      : '';
  const conditions = `ask also for one of these with eq, ne, in, gt, ge, lt, le or startswith: ${names}${texts}`;
  if (isConditionServed) {
    const orders = Object.keys(indexed).filter((name) => type.properties[name]?.type.kind !== 'enum');
    throw fail('orderByInvalid', { problem: `${where} the order is by one of: id, ${orders.join(', ')}` });
  }
  if (filter) throw fail('filterInvalid', { problem: `${where} no index serves it; ${conditions}` });
  throw fail('optionInvalid', { option: '$search', problem: `${where} no index serves it; ${conditions}` });
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
