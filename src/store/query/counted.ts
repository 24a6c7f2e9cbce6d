import type { Indexed } from '../../edm/operation.ts';
import {
  type Filter,
  isNull,
  type Literal,
  type Operand,
  ownProperty,
  type PropertyPath,
} from '../../odata/expression.ts';
import { indexedPart, inOrder } from '../../odata/indexed.ts';
import { successor } from './text-functions.ts';

/** Conditions that are parts of one index each, and that no row meets two of. */
export interface Counted {
  /** Together they are what is asked for. */
  readonly met: readonly Filter[];
  /** Together they are what it leaves out, where that can be said as well. */
  readonly others: readonly Filter[] | undefined;
  /** The property that the index has in order: of an enumeration the names. */
  readonly path: PropertyPath;
}

/** How what a condition finds is counted by the index of one property; `undefined` where it is not. */
export function counted(filter: Filter, indexed: Indexed): Counted | undefined {
  const path = pathOf(filter, inOrder(indexed));
  const parts = path && partsOf(filter, path);
  return parts && { ...parts, path };
}

/** The one property that a condition is about. */
function pathOf(filter: Filter, indexed: Indexed): PropertyPath | undefined {
  switch (filter.kind) {
    case 'and': {
      const [first, ...others] = filter.operands.map((operand) => indexedPart(operand, indexed));
      return others.every((other) => other && first && nameOf(other) === nameOf(first)) ? first : undefined;
    }
    case 'not':
      return pathOf(filter.operand, indexed);
    case 'ne':
      return indexedPart({ ...filter, kind: 'eq' }, indexed);
    case 'in': {
      const own = ownProperty(filter.operand);
      return own && (own.property === undefined || nameOf(own) in indexed) ? own : undefined;
    }
    default:
      return indexedPart(filter, indexed);
  }
}

const nameOf = ({ path }: PropertyPath) => path.join('/');

type Parts = Omit<Counted, 'path'>;

function partsOf(filter: Filter, path: PropertyPath): Parts | undefined {
  const none: Filter = { kind: 'eq', left: path, right: { kind: 'literal', value: null } };
  switch (filter.kind) {
    case 'and':
      return { met: [filter], others: undefined };
    case 'not': {
      const parts = partsOf(filter.operand, path);
      return parts?.others && { met: parts.others, others: parts.met };
    }
    case 'in': {
      const values = filter.values.filter((value) => !isNull(value));
      const valued = values.length === 0 ? [] : [{ ...filter, values }];
      return { met: values.length < filter.values.length ? [...valued, none] : valued, others: undefined };
    }
    case 'eq':
    case 'ne': {
      const equal: Filter[] = [{ ...filter, kind: 'eq' }];
      const valued = ['lt', 'gt'] as const;
      const unequal: Filter[] =
        isNull(filter.left) || isNull(filter.right)
          ? [{ ...filter, kind: 'ne' }]
          : [none, ...valued.map((kind): Filter => ({ ...filter, kind }))];
      return filter.kind === 'eq' ? { met: equal, others: unequal } : { met: unequal, others: equal };
    }
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      if (isNull(filter.left) || isNull(filter.right)) return undefined;
      return { met: [filter], others: [none, { ...filter, kind: opposite[filter.kind] }] };
    case 'startswith':
      return { met: [filter], others: beside(filter.text, filter.pattern, none) };
    default:
      return undefined;
  }
}

const opposite = { gt: 'le', ge: 'lt', lt: 'ge', le: 'gt' } as const;

/** What does not begin with a text: it has no value, or one before or behind all that do. */
function beside(text: Operand, pattern: Operand, none: Filter): Filter[] | undefined {
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return undefined;
  const before: Filter = { kind: 'lt', left: text, right: pattern };
  const next = successor(pattern.value);
  const behind = (value: Literal['value']): Filter => ({ kind: 'ge', left: text, right: { kind: 'literal', value } });
  return next === undefined ? [none, before] : [none, before, behind(next)];
}
