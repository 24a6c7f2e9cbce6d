import { type Filter, isNull } from '../../odata/expression.ts';
import { indexedPart, isByOne, isOrderIndexed } from '../../odata/indexed.ts';
import type { Question } from './question.ts';

/** What of a filter one index has in the order of a page, as one part of it. */
export interface PartInOrder {
  readonly conditions: readonly Filter[];
  /** Whether nothing else is asked for: then that part is what is found. */
  readonly isAll: boolean;
}

export function partInOrder({ db: { dialect }, source, query }: Question): PartInOrder {
  const { large, keys, within } = source;
  const { filter, search = [], orderBy } = query;
  if (!large || !isOrderIndexed(orderBy, large.indexed)) return { conditions: [], isAll: false };
  const operands = !filter ? [] : filter.kind === 'and' ? filter.operands : [filter];
  const order = orderBy[0]?.path.path.join('/') ?? 'id';
  const nameOf = (condition: Filter) => indexedPart(condition, large.indexed)?.path.join('/');
  const ranges = isByOne(orderBy) ? operands.filter((operand) => nameOf(operand) === order) : [];
  // The rows of one value are in the order of their ids.
  const ofValue = operands.find((operand) => {
    const name = operand.kind === 'eq' ? nameOf(operand) : undefined;
    return name !== undefined && !(dialect === 'sqlite' && keys?.names.includes(name) && !isOfNone(operand));
  });
  const conditions = ranges.length === 0 && order === 'id' && ofValue ? [ofValue] : ranges;
  const isAll = conditions.length === operands.length && search.length === 0 && !within;
  return { conditions, isAll };
}

function isOfNone(condition: Filter): boolean {
  return condition.kind === 'eq' && (isNull(condition.left) || isNull(condition.right));
}
