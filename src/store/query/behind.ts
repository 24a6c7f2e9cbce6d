import { type Filter, type Literal, ownName, type Position, type Query } from '../../odata/expression.ts';
import type { Sql, Target } from './column.ts';
import { keysOf, rangesAfter } from './keyset.ts';
import { successor } from './text-functions.ts';

/** Conditions, and ranges one behind the other in which they are met; no ranges where they are met from the first to the last. */
export interface Behind {
  readonly conditions: readonly Filter[];
  readonly ranges: readonly Sql[];
}

/**
 * What of a part of an index comes after a position in its order. Told both where the part begins and where the page does, a database begins where it likes: so it is told what
 * the position leaves open.
 */
export function behind(
  part: readonly Filter[],
  { after: position, orderBy }: Pick<Query, 'after' | 'orderBy'>,
  target: Target,
): Behind {
  if (!position) return { conditions: part, ranges: [] };
  const [first, ...others] = keysOf(orderBy, target);
  const name = orderBy[0]?.path.path.join('/') ?? 'id';
  const value = orderBy.length > 0 ? position.values[0] : position.id;
  const bounds = part.flatMap(boundsOf);
  const ofOrder = bounds.filter((bound) => 'left' in bound && ownName(bound.left) === name);
  if (!first || typeof value !== 'string' || ofOrder.length === 0)
    return { conditions: part, ranges: rangesAfter(keysOf(orderBy, target), position, target) };
  if (others.length > 0 && ofOrder.some((bound) => bound.kind === 'eq' && literalOf(bound) === value))
    return { conditions: part, ranges: rangesAfter(others, rest(position), target) };
  // No value is in no range.
  const keys = [{ ...first, nullable: false }, ...others];
  const open = bounds.filter((bound) => !ofOrder.includes(bound) || !isBehind(value, bound, first.descending));
  return { conditions: open, ranges: rangesAfter(keys, position, target) };
}

const rest = ({ values, id }: Position): Position => ({ values: values.slice(1), id });

function boundsOf(condition: Filter): readonly Filter[] {
  if (condition.kind !== 'startswith' || condition.pattern.kind !== 'literal') return [condition];
  const { text: left, pattern: right } = condition;
  const end = successor(String(right.value));
  const from: Filter = { kind: 'ge', left, right };
  return end === undefined ? [from] : [from, { kind: 'lt', left, right: { kind: 'literal', value: end } }];
}

/** Whether all that comes after a value meets a condition. */
function isBehind(value: string, bound: Filter, descending: boolean): boolean {
  const limit = literalOf(bound);
  if (typeof limit !== 'string') return false;
  // Both databases compare the bytes of UTF-8.
  const order = Buffer.compare(Buffer.from(value), Buffer.from(limit)) * (descending ? -1 : 1);
  const [including, excluding] = descending ? ['le', 'lt'] : ['ge', 'gt'];
  return (bound.kind === including && order >= 0) || (bound.kind === excluding && order > 0);
}

function literalOf(bound: Filter): Literal['value'] | undefined {
  return 'right' in bound && bound.right.kind === 'literal' ? bound.right.value : undefined;
}
