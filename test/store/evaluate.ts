import { emptyValue } from '../../src/edm/empty-value.ts';
import type { EnumType } from '../../src/edm/type.ts';
import type { Filter, Operand, OrderBy, PropertyPath } from '../../src/odata/expression.ts';
import type { Device } from './device-table.ts';

type Value = string | number | boolean | null;

/** What a filter is for an entity (OData 4.01 Part 2, section 5.1.1.1), read off the specification as plainly as can be. */
export function evaluate(filter: Filter, device: Device, items: readonly unknown[] = []): boolean | null {
  const entity: Scope = { device, items };
  switch (filter.kind) {
    case 'and': {
      const values = filter.operands.map((operand) => evaluate(operand, device, items));
      return values.includes(false) ? false : values.includes(null) ? null : true;
    }
    case 'or': {
      const values = filter.operands.map((operand) => evaluate(operand, device, items));
      return values.includes(true) ? true : values.includes(null) ? null : false;
    }
    case 'not': {
      const value = evaluate(filter.operand, device, items);
      return value === null ? null : !value;
    }
    case 'eq':
      return value(filter.left, entity) === value(filter.right, entity);
    case 'ne':
      return value(filter.left, entity) !== value(filter.right, entity);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const [left, right] = [value(filter.left, entity), value(filter.right, entity)];
      const reflexive = filter.kind === 'ge' || filter.kind === 'le';
      if (left === null || right === null) return reflexive && left === right;
      const order = compare(left, right);
      return (reflexive && order === 0) || (filter.kind.startsWith('g') ? order > 0 : order < 0);
    }
    case 'in': {
      const tested = value(filter.operand, entity);
      return filter.values.some((item) => item.value === tested);
    }
    case 'any':
    case 'all': {
      const { kind, collection, condition } = filter;
      const held = (found(collection, entity) ?? []) as readonly unknown[];
      const meets = (item: unknown) => !condition || evaluate(condition, device, [...items, item]) === true;
      return kind === 'any' ? held.some(meets) : held.every(meets);
    }
    case 'boolean':
      return value(filter.operand, entity) as boolean | null;
    default: {
      const [text, pattern] = [value(filter.text, entity), value(filter.pattern, entity)];
      if (text === null || pattern === null) return null;
      if (filter.kind === 'startswith') return String(text).startsWith(String(pattern));
      if (filter.kind === 'endswith') return String(text).endsWith(String(pattern));
      return String(text).includes(String(pattern));
    }
  }
}

/** How two entities stand in an order: nulls lowest, texts by code point, enumeration members by value. */
export function compareBy(orderBy: readonly OrderBy[], left: Device, right: Device): number {
  for (const { path, descending } of orderBy) {
    const [a, b] = [left, right].map((entity) => {
      const held = value(path, { device: entity, items: [] });
      const type = path.property?.type;
      return type?.kind === 'enum' && held !== null ? ((type as EnumType).members[String(held)] ?? null) : held;
    });
    const order = compare(a ?? null, b ?? null);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** An entity, and the items that the conditions around look at, the outermost first. */
interface Scope {
  readonly device: Device;
  readonly items: readonly unknown[];
}

function value(operand: Operand, entity: Scope): Value {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'property') return found(operand, entity) as Value;
  if (operand.kind === 'condition') return evaluate(operand.filter, entity.device, entity.items);
  const inner = value(operand.operand, entity);
  if (inner === null) return null;
  return operand.kind === 'tolower' ? String(inner).toLowerCase() : String(inner).toUpperCase();
}

function found({ path, item, property }: PropertyPath, { device, items }: Scope): unknown {
  let held: unknown = item === undefined ? device : items[item - 1];
  let owner: unknown;
  for (const name of path) {
    owner = held;
    held = (held as Record<string, unknown> | null)?.[name] ?? null;
  }
  // What was never said of a structure is what stands for nothing, where null is not allowed.
  return held === null && owner !== null && property && !property.nullable ? emptyValue(property) : held;
}

function compare(left: Value, right: Value): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  // UTF-8 keeps the order of code points; the strings of JavaScript do not.
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
  return Number(left) - Number(right);
}
