import { sql } from 'kysely';
import { columnOf, quoted } from './column.ts';
import { allOf, condition } from './condition.ts';
import { type Counted, counted } from './counted.ts';
import { fromOf, ofTenant, walkOf } from './from.ts';
import { ordering } from './keyset.ts';
import { demandServed, type Found, foundByTexts, isLarge, tooManyToCount } from './large.ts';
import type { Question } from './question.ts';
import type { Large } from './source.ts';
import { foundByWays } from './ways.ts';

/** The rows that indexes find, where these are few. */
export async function foundByIndexes(question: Question): Promise<Found | undefined> {
  return (await foundByWays(question)) ?? (await foundByTexts(question));
}

/**
 * How many rows a query finds: a number that is kept, the entries of an index, or as many as meet it of the few that indexes find.
 *
 * @throws Failure `optionInvalid` where rows would have to be looked at one by one, among many
 */
export async function countFound(question: Question): Promise<number> {
  const { db, source, query } = question;
  const { filter, search } = query;
  const { large, within } = source;
  const isAsked = filter !== undefined || search !== undefined;
  if (source.total && !isAsked) return source.total(db);
  const isOfMany = large !== undefined && (await isLarge(db, large));
  const entries = isOfMany && filter && !search && !within ? counted(filter, large.indexed) : undefined;
  if (entries) return countEntries(question, large as Large, entries);
  const found = await foundByIndexes(question);
  await demandServed(question, found !== undefined);
  if (isOfMany && isAsked && !found) throw tooManyToCount(source);
  const from = fromOf(question, found);
  const { rows } = await sql<{ count: number | string }>`
    ${from.with}select count(*) as count from ${from.tables} where ${allOf(from.where)}`.execute(db.sql);
  // PostgreSQL counts in bigint, which pg gives as text unless told otherwise.
  return Number(rows[0]?.count ?? 0);
}

/**
 * Counts what meets a condition, or what does not: the lesser of them, as some rows tell. Ids come in no order, so that the first of them are as good as any.
 */
async function countEntries(
  question: Question,
  { kept, mostCounted }: Large,
  { met, others, path }: Counted,
): Promise<number> {
  const { db, source, target } = question;
  const isLesser = others === undefined || !(await isMetByHalf(question));
  const each = (isLesser ? met : others).map((part, index) => {
    // PostgreSQL, told no order, reads the table where many meet it; SQLite takes the index that has all of it.
    const order =
      db.dialect === 'postgres'
        ? sql` order by ${ordering([{ value: columnOf(path, target), descending: false, nullable: path.property?.nullable ?? false }], target)}`
        : sql``;
    return sql`select one from (
      select 1 as one from ${quoted(source.table)} where ${allOf([...ofTenant(question), condition(part, target)])}${order}
    ) as ${quoted(`part_${index}`)}`;
  });
  const { rows } = await sql<{ count: number | string; total: number | string }>`
    select count(*) as count, ${kept(db.tenantId)} as total
    from (select one from (${sql.join(each, sql` union all `)}) as every limit ${mostCounted + 1}) as entries`.execute(
    db.sql,
  );
  const count = Number(rows[0]?.count ?? 0);
  if (count > mostCounted) throw tooManyToCount(source);
  return isLesser ? count : Number(rows[0]?.total ?? 0) - count;
}

/** Whether half of the first rows and more meet a condition. */
async function isMetByHalf(question: Question): Promise<boolean> {
  const { db, source, query } = question;
  const first = { ...question, query: { ...query, orderBy: [], skip: 0, after: undefined } };
  const { tables, where } = walkOf(first, source.large?.mostWalked ?? 0);
  const { rows } = await sql<{ met: number | string; looked: number | string }>`
    select count(*) filter (where ${allOf(where)}) as met, count(*) as looked from ${tables}`.execute(db.sql);
  return 2 * Number(rows[0]?.met ?? 0) >= Number(rows[0]?.looked ?? 0);
}
