import type { Filter, Literal, Operand, OrderBy, Page, Query } from './expression.ts';

type Value = Literal['value'] | undefined;
type Entity = { readonly id: string };
/** `undefined` where null takes part, as in SQL. */
type Truth = boolean | undefined;

/** One page of entities that stand in no table: filtered, in the order that is asked for, and after that in the order of their ids. */
export function pageOf<Row extends Entity>(all: readonly Row[], query: Query): Page<Row> {
  const found = all.filter((row) => query.filter === undefined || isTrue(query.filter, row)).sort(inOrder);
  const { after } = query;
  const rest = after ? found.filter((row) => compareWith(row, after.values, after.id) > 0) : found.slice(query.skip);
  const rows = rest.slice(0, query.pageSize);
  const last = rows.at(-1);
  return {
    rows,
    ...(query.count && { count: found.length }),
    ...(rest.length > rows.length && last && { next: { values: valuesOf(last), id: last.id } }),
  };

  function inOrder(one: Row, other: Row): number {
    return compareWith(one, valuesOf(other), other.id);
  }

  function valuesOf(row: Row) {
    return query.orderBy.map((each) => ordered(each, row));
  }

  function compareWith(row: Row, values: readonly Value[], id: string): number {
    for (const [index, order] of query.orderBy.entries()) {
      const compared = compare(ordered(order, row), values[index]);
      if (compared !== 0) return order.descending ? -compared : compared;
    }
    return compare(row.id, id);
  }
}

function ordered({ path }: OrderBy, row: Entity): string | number | null {
  const value = resultOf(path, row);
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}

/** Null comes first (OData 4.01 Part 2, section 5.1.4). */
function compare(one: Value, other: Value): number {
  if (one === other || (one ?? null) === (other ?? null)) return 0;
  if (one === null || one === undefined) return -1;
  if (other === null || other === undefined) return 1;
  // The octets of UTF-8 are in the order of code points, which JavaScript's own order is not.
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one < other ? -1 : 1;
}

function isTrue(filter: Filter, row: Entity): boolean {
  return truthOf(filter, row) === true;
}

/**
 * OData 4.01 Part 2, section 5.1.1, as `store/query/condition.ts` has it: comparisons take null for a value that is neither greater nor
 * less than any, and functions and Booleans give it on.
 */
function truthOf(filter: Filter, row: Entity): Truth {
  switch (filter.kind) {
    case 'and':
      return every(filter.operands.map((each) => truthOf(each, row)));
    case 'or':
      return not(every(filter.operands.map((each) => not(truthOf(each, row)))));
    case 'not':
      return not(truthOf(filter.operand, row));
    case 'eq':
    case 'ne': {
      const same = compare(resultOf(filter.left, row), resultOf(filter.right, row)) === 0;
      return filter.kind === 'eq' ? same : !same;
    }
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const [left, right] = [resultOf(filter.left, row) ?? null, resultOf(filter.right, row) ?? null];
      const compared = compare(left, right);
      if (compared === 0) return filter.kind === 'ge' || filter.kind === 'le';
      if (left === null || right === null) return false;
      return compared > 0 === (filter.kind === 'gt' || filter.kind === 'ge');
    }
    case 'in':
      return filter.values.some(({ value }) => compare(resultOf(filter.operand, row), value) === 0);
    case 'startswith':
    case 'endswith':
    case 'contains': {
      const [text, pattern] = [resultOf(filter.text, row), resultOf(filter.pattern, row)];
      if (typeof text !== 'string' || typeof pattern !== 'string') return undefined;
      if (filter.kind === 'contains') return text.includes(pattern);
      return filter.kind === 'startswith' ? text.startsWith(pattern) : text.endsWith(pattern);
    }
    case 'boolean': {
      const value = resultOf(filter.operand, row);
      return typeof value === 'boolean' ? value : undefined;
    }
    case 'any':
    case 'all': {
      const items: unknown = at(row, filter.collection.path);
      const judged = (Array.isArray(items) ? items : []).map((item) =>
        filter.condition ? truthOf(filter.condition, item) : true,
      );
      return filter.kind === 'all' ? judged.every((truth) => truth === true) : judged.includes(true);
    }
  }
}

function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function resultOf(operand: Operand, row: Entity): Value {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'property':
      return at(row, operand.path) as Value;
    case 'tolower':
    case 'toupper': {
      const value = resultOf(operand.operand, row);
      if (typeof value !== 'string') return value;
      return operand.kind === 'tolower' ? value.toLowerCase() : value.toUpperCase();
    }
    case 'condition':
      return truthOf(operand.filter, row) ?? null;
  }
}

/** What a path leads to; an item of a collection is itself what its empty path leads to. */
function at(from: unknown, path: readonly string[]): unknown {
  return path.reduce((value: unknown, name) => (value as Readonly<Record<string, unknown>> | null)?.[name], from);
}
