import { sql } from 'kysely';
import type { Indexed } from '../../edm/operation.ts';
import { type Filter, isNull, loweredName, type Operand, ownName } from '../../odata/expression.ts';
import { isIndexed, leavesFew } from '../../odata/indexed.ts';
import type { Dialect } from '../schema.ts';
import type { TenantDb } from '../tenant.ts';
import { quoted, type Sql, type Target } from './column.ts';
import { anyOf, condition } from './condition.ts';
import { type KeyWay, rowsOfKey } from './keys.ts';
import type { Found } from './large.ts';
import type { Question } from './question.ts';
import type { Source } from './source.ts';

/** What an index finds by itself: the rows of a condition, or of keys. */
export type Way = KeyWay | ConditionWay;

interface ConditionWay {
  readonly condition: Sql;
  /** Its name, where SQLite would take another. */
  readonly index?: string;
}

/** So many rows of a collection that is no large one are read and sorted in a few milliseconds. */
const mostOfOne = 20_000;

/**
 * The rows that indexes find one after the other, where few are found. Neither database knows how many of an organisation meet a condition, nor what meets two of them: SQLite reads the
 * whole of it in the order of the page, for the few that a user has or that one of two conditions finds, and PostgreSQL where it expects that the page is met soon.
 */
export async function foundByWays(question: Question): Promise<Found | undefined> {
  for (const ways of choicesFor(question)) {
    const found = await fewFound(question, ways);
    if (found) return found;
  }
  return undefined;
}

/** SQLite puts 500 statements together and no more, and each takes time to prepare, whatever it finds. */
const mostWays = 300;

/** The rows of all these ways, where they are few. */
async function fewFound({ db, source }: Question, ways: readonly Way[]): Promise<Found | undefined> {
  if (ways.length === 0 || ways.length > mostWays) return undefined;
  const mostFound = source.large?.mostFound[db.dialect] ?? mostOfOne;
  const each = ways.map((way) => rowsOf(db, source, way));
  const inTime = db.dialect === 'sqlite' ? sql`where in_time()` : sql``;
  const { rows } = await sql<{ count: number | string }>`
    select count(*) as count from (${sql.join(each, sql` union all `)} limit ${mostFound + 1}) as found ${inTime}`.execute(
    db.sql,
  );
  if (Number(rows[0]?.count ?? 0) > mostFound) return undefined;
  if (db.dialect === 'sqlite') return { rowids: sql.join(each, sql` union `) };
  return { met: anyOf(ways.flatMap((way) => ('condition' in way ? [way.condition] : []))) };
}

function rowsOf({ tenantId, dialect }: TenantDb, { table, keys }: Source, way: Way): Sql {
  if ('condition' in way) {
    const by = way.index && dialect === 'sqlite' ? sql`indexed by ${quoted(way.index)}` : sql``;
    const row = sql.raw(dialect === 'sqlite' ? 'rowid' : '1');
    return sql`select ${row} as device from ${quoted(table)} ${by} where tenant_id = ${tenantId} and ${way.condition}`;
  }
  if (!keys) throw new TypeError(`no index finds ${way.key} of ${table}`);
  return sql`select device from (${rowsOfKey(keys, tenantId, way)}) as found`;
}

/** So many conditions of an `and` are tried, one after the other. */
const mostTried = 3;

/** What may find few rows that a filter asks for, what mostly does first. */
function choicesFor({ source, query: { filter }, target }: Question): readonly (readonly Way[])[] {
  const own = target.dialect === 'sqlite' || source.large ? (source.ways ?? []) : [];
  if (!filter || !source.large) return [own];
  const ways =
    filter.kind === 'and' ? waysOfEach(filter.operands, source, target) : [waysOf(filter, source, target) ?? []];
  const choices = ways.slice(0, mostTried);
  return leavesFew(filter, source.large.indexed) ? [...choices, own] : [own, ...choices];
}

/** Those of each operand that has any, the few first. */
function waysOfEach(operands: readonly Filter[], source: Source, target: Target): (readonly Way[])[] {
  const rank = (operand: Filter) => (leavesFew(operand, source.large?.indexed ?? {}) ? 0 : 1);
  return operands
    .flatMap((operand) => {
      const ways = waysOf(operand, source, target);
      return ways ? [{ ways, rank: rank(operand) }] : [];
    })
    .sort((one, other) => one.rank - other.rank || one.ways.length - other.ways.length)
    .map(({ ways }) => ways);
}

/** What finds all rows of a filter, and maybe more: a way for each property or condition of an `or`, and of an `and` those of one of its conditions. */
function waysOf(filter: Filter, source: Source, target: Target): readonly Way[] | undefined {
  const { large, lowered = {} } = source;
  const { dialect } = target;
  switch (filter.kind) {
    case 'or': {
      const each = joined(filter.operands).map((operand) => waysOf(operand, source, target));
      return each.every((ways) => ways !== undefined) ? each.flat() : undefined;
    }
    case 'and':
      return waysOfEach(filter.operands, source, target)[0];
    case 'eq': {
      const name = loweredName(filter.left);
      if (name !== undefined && name in lowered && filter.right.kind === 'literal') {
        const { value } = filter.right;
        if (typeof value !== 'string') return undefined;
        return dialect === 'sqlite'
          ? lowerWays(name, lowered[name] ?? '', value)
          : [{ condition: condition(filter, target) }];
      }
      if (!large || !isIndexed(filter, large.indexed, () => false)) return undefined;
      return (
        byKey(source, dialect, filter.left, [filter.right]) ??
        byKey(source, dialect, filter.right, [filter.left]) ?? [{ condition: condition(filter, target) }]
      );
    }
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
    case 'startswith':
      return large && isIndexed(filter, large.indexed, () => false)
        ? [{ condition: condition(filter, target) }]
        : undefined;
    case 'in': {
      if (!large || !isIndexed(filter, large.indexed, () => false)) return undefined;
      // One range of an index for those without a value, others for the rest.
      const { operand: left } = filter;
      const values = filter.values.filter(({ value }) => value !== null);
      const none = filter.values.find(({ value }) => value === null);
      const valued = values.length === 0 ? [] : byKey(source, dialect, left, values);
      return [
        ...(valued ?? [{ condition: condition({ ...filter, values }, target) }]),
        ...(none ? [{ condition: condition({ kind: 'eq', left, right: none }, target) }] : []),
      ];
    }
    case 'ne':
      if (!large || !isValueOfFew(filter, large.indexed)) return undefined;
      return byKey(source, dialect, filter.left, 'any') ?? [{ condition: condition(filter, target) }];
    default:
      return undefined;
  }
}

/** Conditions with an `or` between them, where those that one property has this value or that are one: it has one of these. */
function joined(operands: readonly Filter[]): readonly Filter[] {
  const memberships = new Map<string, Membership>();
  const others: Filter[] = [];
  for (const operand of operands) {
    const membership = membershipOf(operand);
    if (!membership) others.push(operand);
    else {
      const name = ownName(membership.operand) ?? '';
      memberships.set(name, {
        ...membership,
        values: [...(memberships.get(name)?.values ?? []), ...membership.values],
      });
    }
  }
  return [...memberships.values(), ...others];
}

type Membership = Extract<Filter, { kind: 'in' }>;

function membershipOf(filter: Filter): Membership | undefined {
  if (filter.kind === 'eq') {
    const { left, right } = filter;
    const [operand, value] = left.kind === 'literal' ? [right, left] : [left, right];
    return value.kind === 'literal' ? membershipOf({ kind: 'in', operand, values: [value] }) : undefined;
  }
  return filter.kind === 'in' && ownName(filter.operand) !== undefined ? filter : undefined;
}

/** The way to rows by the values of a key, where the operand is one. */
function byKey(
  { keys }: Source,
  dialect: Dialect,
  operand: Operand,
  values: readonly Operand[] | 'any',
): readonly Way[] | undefined {
  if (dialect !== 'sqlite') return undefined;
  const key = ownName(operand);
  if (key === undefined || !keys?.names.includes(key)) return undefined;
  if (values === 'any') return [{ key, values }];
  const texts = values.map((each) => (each.kind === 'literal' ? each.value : null));
  // Those without one are in an index.
  return texts.every((text) => typeof text === 'string') ? [{ key, values: texts }] : undefined;
}

/** Whether it asks for those that have a value of a property, which may be few, and of one value there are few. */
function isValueOfFew({ left, right }: Extract<Filter, { left: Operand }>, indexed: Indexed): boolean {
  return isNull(right) && ['few', 'key'].includes(indexed[ownName(left) ?? ''] ?? '');
}

/** Only what differs in lower case is in an index of its own. */
export function lowerWays(name: string, lower: string, value: string): Way[] {
  const [own, lowered] = [quoted(name), quoted(lower)];
  return [
    { condition: sql`${own} = ${value} and ${lowered} = ${value}` },
    { condition: sql`${lowered} = ${value} and ${lowered} <> ${own}` },
  ];
}
