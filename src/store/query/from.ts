import { sql } from 'kysely';
import type { Filter, Query } from '../../odata/expression.ts';
import { type Behind, behind } from './behind.ts';
import { caseMappedColumn, columnOf, parameterOf, quoted, type Sql } from './column.ts';
import { allOf, anyOf, condition } from './condition.ts';
import { after, keysOf, ordering } from './keyset.ts';
import type { Found } from './large.ts';
import type { Question } from './question.ts';

/** Where the rows of a statement come from. */
export interface From {
  readonly with: Sql;
  readonly tables: Sql;
  /** The number that SQLite finds a row of the table by at once. PostgreSQL has none. */
  readonly row: Sql | undefined;
  readonly where: readonly Sql[];
}

/** The table, or those of its rows that indexes have found: a cross join of SQLite begins with what stands first. */
export function fromOf(question: Question, found: Found | undefined): From {
  const { db, source } = question;
  const table = quoted(source.table);
  const where = [...ofTenant(question), ...asked(question)];
  if (!found)
    return { with: sql``, tables: table, row: db.dialect === 'sqlite' ? sql`${table}.rowid` : undefined, where };
  if ('met' in found) {
    // What stands before an offset is found by itself, whatever else is asked for.
    const few = sql`select * from ${table} where tenant_id = ${db.tenantId} and ${found.met} offset 0`;
    return { with: sql``, tables: sql`(${few}) as found`, row: undefined, where };
  }
  return {
    row: sql`${table}.rowid`,
    with: sql`with found as materialized (${found.rowids}) `,
    tables: sql`found cross join ${table} on ${table}.rowid = found.device`,
    where,
  };
}

/**
 * The rows that are next in the order of the page, `most` of them, whether or not they are asked for.
 *
 * @param part the conditions that they meet, where an index has those that meet them in the order of the page
 */
export function walkOf(question: Question, most: number, part: readonly Filter[] = []): From {
  const row = question.db.dialect === 'sqlite' ? sql`walked_row` : undefined;
  const walk = nextRows(question, sql`*${row ? sql`, rowid as ${row}` : sql``}`, most, part);
  return { with: sql``, tables: sql`(${walk}) as walked`, row, where: asked(question) };
}

/** The next rows in the order of the page, as a statement. */
export function nextRows(question: Question, columns: Sql, most: number, part: readonly Filter[]): Sql {
  const { db, source, query, target } = question;
  const ordered = sql`order by ${ordering(keysOf(query.orderBy, target), target)} limit ${most}`;
  const { conditions, ranges } = rangesOf(question, part);
  const own = [...ofTenant(question), ...conditions.map((each) => condition(each, target))];
  const rows = (range: readonly Sql[]) =>
    sql`select ${columns} from ${quoted(source.table)} where ${allOf([...own, ...range])}`;
  if (ranges.length < 2) return sql`${rows(ranges)} ${ordered}`;
  // SQLite puts them together in their order by itself. PostgreSQL sorts all of them, unless each is in that order.
  const each = ranges.map((range) => (db.dialect === 'sqlite' ? rows([range]) : sql`(${rows([range])} ${ordered})`));
  return sql`${sql.join(each, sql` union all `)} ${ordered}`;
}

function rangesOf({ query, target }: Question, part: readonly Filter[]): Behind {
  // What is put together is ordered by columns that it has.
  const isOfColumns = query.orderBy.every(
    ({ path: { path, property } }) =>
      path.length === 1 && !target.computed?.[path[0] ?? ''] && property?.type.kind !== 'enum',
  );
  if (isOfColumns || !query.after) return behind(part, query, target);
  return { conditions: part, ranges: [after(keysOf(query.orderBy, target), query.after, target)] };
}

export function ofTenant({ db: { tenantId, dialect }, source: { table, within }, query }: Question): Sql[] {
  const own = sql`tenant_id = ${tenantId}`;
  if (dialect !== 'sqlite' || (within === undefined && !isLengthUnknown(query))) return [own];
  // Each 1024th asks: the call costs more than a row of an index does.
  return [own, sql`(${quoted(table)}.rowid % 1024 <> 1 or in_time())`];
}

/** Whether it is up to the client how many rows are read for the ones that are shown. */
export function isLengthUnknown({ filter, search = [], orderBy, skip }: Query): boolean {
  return (filter !== undefined && !namesOne(filter)) || search.length > 0 || orderBy.length > 0 || skip > 0;
}

function asked({ source, query, target }: Question): Sql[] {
  const { dialect } = target;
  const { table, searched = [], within } = source;
  const { filter, search = [] } = query;
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
