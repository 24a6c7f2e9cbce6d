import type { Indexed } from '../edm/operation.ts';
import { type Filter, isNull, type Operand, type OrderBy, ownProperty, type PropertyPath } from './expression.ts';

/** A property that is compared with a value, where an index stands behind it or it is the key. */
function indexedIn(operand: Operand, other: Operand | undefined, indexed: Indexed): PropertyPath | undefined {
  const own = ownProperty(operand);
  if (!own || (other && other.kind !== 'literal')) return undefined;
  const name = own.path.join('/');
  return name === 'id' || name in indexed ? own : undefined;
}

function compared(filter: Extract<Filter, { left: Operand }>, indexed: Indexed): PropertyPath | undefined {
  return indexedIn(filter.left, filter.right, indexed) ?? indexedIn(filter.right, filter.left, indexed);
}

/** The properties that an index has in an order. */
export function inOrder(indexed: Indexed): Indexed {
  return Object.fromEntries(Object.entries(indexed).filter(([, values]) => values !== 'key'));
}

/**
 * Whether an index finds the entities of a filter, or those of a part that all of them meet.
 *
 * @param otherwise whether something else finds those of a condition
 */
export function isIndexed(filter: Filter, indexed: Indexed, otherwise: (filter: Filter) => boolean): boolean {
  if (otherwise(filter)) return true;
  switch (filter.kind) {
    case 'and':
      return filter.operands.some((operand) => isIndexed(operand, indexed, otherwise));
    case 'or':
      return filter.operands.every((operand) => isIndexed(operand, indexed, otherwise));
    case 'eq':
    case 'ne':
      return compared(filter, indexed) !== undefined;
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return compared(filter, inOrder(indexed)) !== undefined;
    case 'in':
      return indexedIn(filter.operand, undefined, indexed) !== undefined;
    case 'startswith':
      return indexedIn(filter.text, filter.pattern, inOrder(indexed)) !== undefined;
    case 'not':
      return filter.operand.kind === 'eq' && compared(filter.operand, indexed) !== undefined;
    default:
      return false;
  }
}

/** Whether a filter mostly leaves few entities, which can be put in any order. */
export function leavesFew(filter: Filter, indexed: Indexed): boolean {
  const few = (path: PropertyPath | undefined) =>
    path !== undefined && (!path.property || indexed[path.path.join('/')] !== 'many');
  if (filter.kind === 'and') return filter.operands.some((operand) => leavesFew(operand, indexed));
  if (filter.kind === 'or') return filter.operands.every((operand) => leavesFew(operand, indexed));
  // Many may have no value.
  if (filter.kind === 'eq') return few(compared(filter, indexed)) && !isNull(filter.left) && !isNull(filter.right);
  return filter.kind === 'in' && few(indexedIn(filter.operand, undefined, indexed)) && !filter.values.some(isNull);
}

/**
 * The order of a list whose client gives none: that of the property whose range is asked for, so that the index that finds the range gives
 * its first page without the rest. Empty for the order of the ids.
 */
export function orderOfRange(filter: Filter | undefined, indexed: Indexed): OrderBy[] {
  const path = filter && rangeIn(filter, indexed);
  return path?.property && path.property.type.kind !== 'enum' ? [{ path, descending: false }] : [];
}

function rangeIn(filter: Filter, indexed: Indexed): PropertyPath | undefined {
  if (filter.kind !== 'and') return filter.kind === 'eq' ? undefined : indexedPart(filter, indexed);
  if (leavesFew(filter, indexed)) return undefined;
  return filter.operands.map((operand) => rangeIn(operand, indexed)).find((path) => path !== undefined);
}

/** The property whose index has the entities that meet a condition one after the other. */
export function indexedPart(filter: Filter, indexed: Indexed): PropertyPath | undefined {
  switch (filter.kind) {
    case 'eq':
      return compared(filter, indexed);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return compared(filter, inOrder(indexed));
    case 'startswith':
      return indexedIn(filter.text, filter.pattern, inOrder(indexed));
    default:
      return undefined;
  }
}

/** Whether an index gives the order: of one property, or of more where few entities have one value of the first. */
export function isOrderIndexed(orderBy: readonly OrderBy[], indexed: Indexed): boolean {
  const [first] = orderBy;
  if (!first?.path.property) return true;
  const values = inOrder(indexed)[first.path.path.join('/')];
  // An enumeration is ordered by the numbers of its members, and stored by their names.
  if (values === undefined || first.path.property.type.kind === 'enum') return false;
  return values === 'few' || isByOne(orderBy);
}

/** Whether an order is by one property, or by it and the id that follows in its index. Each further one has to sort what has one value of the first. */
export function isByOne([first, second]: readonly OrderBy[]): boolean {
  return second === undefined || (!second.path.property && second.descending === first?.descending);
}
