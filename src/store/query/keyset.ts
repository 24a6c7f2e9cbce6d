import { sql } from 'kysely';
import type { OrderBy, Position } from '../../odata/expression.ts';
import { orderOf, parameterOf, type Sql, type Target } from './column.ts';
import { allOf, anyOf } from './condition.ts';

/** One key of a total order. */
export interface Key {
  readonly value: Sql;
  readonly descending: boolean;
  readonly nullable: boolean;
}

const id: OrderBy = { path: { kind: 'property', path: ['id'], property: undefined }, descending: false };

/**
 * The keys that a query is ordered by, `id` last. Where the client doesn't say, `id` runs in the direction of the key before it, so
 * that one index serves both directions of that key.
 */
export function keysOf(orderBy: readonly OrderBy[], target: Target): Key[] {
  const last = orderBy.at(-1);
  const complete =
    last && !last.path.property ? orderBy : [...orderBy, { ...id, descending: last?.descending ?? false }];
  return complete.map((key) => ({
    value: orderOf(key, target),
    descending: key.descending,
    nullable: key.path.path.length > 1 || (key.path.property?.nullable ?? false),
  }));
}

/**
 * Nulls come first when ascending and last when descending (OData 4.01 Part 1, section 11.2.6.2), as SQLite has it unasked.
 */
export function ordering(keys: readonly Key[], { dialect }: Target): Sql {
  return sql.join(
    keys.map(({ value, descending, nullable }) => {
      const nulls = dialect === 'sqlite' || !nullable ? '' : ` nulls ${descending ? 'last' : 'first'}`;
      return sql`${value} ${sql.raw((descending ? 'desc' : 'asc') + nulls)}`;
    }),
  );
}

/** The rows that come after a position. */
export function after(keys: readonly Key[], position: Position, target: Target): Sql {
  return anyOf(rangesAfter(keys, position, target));
}

/**
 * The same, as ranges of the first key that follow one another. An index begins at each of them, where both databases read it from its beginning for all of them together.
 */
export function rangesAfter(keys: readonly Key[], { values, id: lastId }: Position, { dialect }: Target): Sql[] {
  const all = [...values, lastId];
  const [first, ...others] = keys.map((key, index): Step => {
    const value = all[index] ?? null;
    return { ...key, parameter: value === null ? undefined : parameterOf(value, dialect) };
  });
  if (!first) return [];
  const tuple = others.length > 0 ? tupleAfter([first, ...others]) : undefined;
  if (tuple) return [tuple];
  const rest = others.reduceRight<Sql | undefined>((behind, step) => anyOf(later(behind, step)), undefined);
  return later(rest, first);
}

interface Step extends Key {
  /** `undefined` where the position is at a null. */
  readonly parameter: Sql | undefined;
}

/**
 * Both databases search an index for a comparison of tuples. One is false where a null decides it, which is right only for nulls
 * that come before the position.
 */
function tupleAfter(steps: readonly Step[]): Sql | undefined {
  const descending = steps[0]?.descending ?? false;
  const parameters: Sql[] = [];
  for (const step of steps) {
    if (step.descending !== descending || !step.parameter || (step.nullable && descending)) return undefined;
    parameters.push(step.parameter);
  }
  const values = sql.join(steps.map(({ value }) => value));
  return sql`(${values}) ${sql.raw(descending ? '<' : '>')} (${sql.join(parameters)})`;
}

/** Equal in this key and later by `rest`, the keys that follow; or later by it. */
function later(rest: Sql | undefined, { value, descending, nullable, parameter }: Step): Sql[] {
  const ranges: Sql[] = [];
  if (rest) ranges.push(allOf([parameter ? sql`${value} = ${parameter}` : sql`${value} is null`, rest]));
  if (parameter) {
    ranges.push(descending ? sql`${value} < ${parameter}` : sql`${value} > ${parameter}`);
    if (descending && nullable) ranges.push(sql`${value} is null`);
  } else if (!descending) ranges.push(sql`${value} is not null`);
  return ranges;
}
