import { sql } from 'kysely';
import { type Filter, isNull, type Literal, loweredName, type Operand } from '../../odata/expression.ts';
import {
  caseMapped,
  caseMappedColumn,
  columnOf,
  itemsOf,
  parameterOf,
  quoted,
  type Sql,
  type Target,
} from './column.ts';
import { beginsWith, textFunctions } from './text-functions.ts';

type Comparison = Extract<Filter, { left: Operand }>;
type Equality = Pick<Comparison, 'left' | 'right'>;
type Membership = Extract<Filter, { values: readonly Literal[] }>;
type TextCondition = Extract<Filter, { pattern: Operand }>;
type BooleanCondition = Extract<Filter, { kind: 'boolean' }>;
type Quantified = Extract<Filter, { kind: 'any' | 'all' }>;

const always = sql`1 = 1`;
const never = sql`1 = 0`;

const operatorOf = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/**
 * The rows for which a filter is true (OData 4.01 Part 2, section 5.1.1.1). Its `null` is not SQL's: `eq` and `ne` take it for a
 * value, the other comparisons are false for it, and only functions and Booleans give it on. Negations are moved down to where the
 * difference can be told, so that everything above is plain `=`, `<`, `and` and `or`, which indexes serve.
 *
 * @param negated gives the rows for which the filter is false instead, which are not all the others
 */
export function condition(filter: Filter, target: Target, negated = false): Sql {
  switch (filter.kind) {
    case 'not':
      return condition(filter.operand, target, !negated);
    case 'and':
    case 'or': {
      const operands = filter.operands.map((operand) => condition(operand, target, negated));
      return (filter.kind === 'and') === negated ? anyOf(operands) : allOf(operands);
    }
    case 'eq':
      return equality(filter, target, !negated);
    case 'ne':
      return equality(filter, target, negated);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return inequality(filter.kind, filter, target, negated);
    case 'in':
      return membership(filter, target, negated);
    case 'startswith':
    case 'endswith':
    case 'contains':
      return textCondition(filter, target, negated);
    case 'any':
    case 'all':
      return quantified(filter, target, negated);
    case 'boolean':
      return boolean(filter, target, negated);
  }
}

/** The value of a filter. `and`, `or` and `not` of null are what they are in SQL, which is why each is written once. */
function truthValue(filter: Filter, target: Target): Sql {
  switch (filter.kind) {
    case 'not':
      return sql`(not ${truthValue(filter.operand, target)})`;
    case 'and':
    case 'or': {
      const operands = filter.operands.map((operand) => truthValue(operand, target));
      return filter.kind === 'and' ? allOf(operands) : anyOf(operands);
    }
    case 'startswith':
    case 'endswith':
    case 'contains':
      if (isNull(folded(filter.text)) || isNull(folded(filter.pattern))) return nullCondition[target.dialect];
      return condition(filter, target);
    case 'boolean':
      return condition(filter, target);
    default:
      return sql`((${condition(filter, target)}) is true)`;
  }
}

const nullCondition = { sqlite: sql`null`, postgres: sql`null::boolean` };

/** Never null: `any` and `all` are false where they are not true (OData 4.01 Part 2, section 5.1.1.13). */
function quantified(filter: Quantified, target: Target, negated: boolean): Sql {
  const holds = filter.condition ? condition(filter.condition, target) : always;
  const sought = filter.kind === 'any' ? holds : sql`(${holds}) is not true`;
  const exists = sql`exists (select 1 from ${itemsOf(filter.collection, filter.item, target)} where ${sought})`;
  return (filter.kind === 'any') === negated ? sql`not ${exists}` : exists;
}

export function allOf(conditions: readonly Sql[]): Sql {
  return balanced(conditions, sql.raw('and')) ?? always;
}

export function anyOf(conditions: readonly Sql[]): Sql {
  return balanced(conditions, sql.raw('or')) ?? never;
}

/** SQLite refuses expressions more than 1000 levels deep, and reads `a and b and c` as one level for each `and`. */
function balanced(conditions: readonly Sql[], word: Sql): Sql | undefined {
  const [first, second] = conditions;
  if (!first || !second) return first;
  const middle = Math.ceil(conditions.length / 2);
  return sql`(${balanced(conditions.slice(0, middle), word)} ${word} ${balanced(conditions.slice(middle), word)})`;
}

function equality({ left, right }: Equality, target: Target, equal: boolean): Sql {
  const first = folded(left);
  const second = folded(right);
  if (isNull(first) || isNull(second)) {
    const other = isNull(first) ? second : first;
    if (other.kind === 'literal') return (other.value === null) === equal ? always : never;
    return equal ? sql`${operandOf(other, target)} is null` : sql`${operandOf(other, target)} is not null`;
  }
  const truth = truthOf(first, second) ?? truthOf(second, first);
  if (truth) {
    const holds = condition(truth.filter, target, !truth.value);
    return equal ? holds : sql`((${holds}) is not true)`;
  }
  const [a, b] = [operandOf(first, target), operandOf(second, target)];
  const nullables = Number(isNullable(first)) + Number(isNullable(second));
  if (equal) return nullables === 2 ? sql`${a} is not distinct from ${b}` : sql`${a} = ${b}`;
  return nullables > 0 ? sql`${a} is distinct from ${b}` : sql`${a} <> ${b}`;
}

/** A condition that is compared with true or false, which is that condition or its opposite, and served by the same indexes. */
function truthOf(operand: Operand, other: Operand): { readonly filter: Filter; readonly value: boolean } | undefined {
  if (operand.kind !== 'condition' || other.kind !== 'literal' || typeof other.value !== 'boolean') return undefined;
  return { filter: operand.filter, value: other.value };
}

function inequality(kind: keyof typeof operatorOf, filter: Equality, target: Target, negated: boolean): Sql {
  const left = folded(filter.left);
  const right = folded(filter.right);
  const reflexive = kind === 'ge' || kind === 'le';
  if (isNull(left) || isNull(right)) {
    // Nothing is greater or less than null, but null is equal to itself.
    if (reflexive) return equality({ left, right }, target, !negated);
    return negated ? always : never;
  }
  const [a, b] = [operandOf(left, target), operandOf(right, target)];
  const compared = sql`${a} ${sql.raw(operatorOf[kind])} ${b}`;
  const nullables = Number(isNullable(left)) + Number(isNullable(right));
  const holds = reflexive && nullables === 2 ? sql`(${compared} or (${a} is null and ${b} is null))` : compared;
  if (!negated) return holds;
  return nullables > 0 ? sql`(${holds}) is not true` : sql`not (${holds})`;
}

function membership({ operand, values }: Membership, target: Target, negated: boolean): Sql {
  const tested = folded(operand);
  const withNull = values.some(isNull);
  if (isNull(tested)) return withNull === negated ? never : always;
  const value = operandOf(tested, target);
  const list = values.flatMap((item) => (item.value === null ? [] : [parameterOf(item.value, target.dialect)]));
  const listed = sql`(${sql.join(list)})`;
  if (!negated) {
    const found = list.length > 0 ? sql`${value} in ${listed}` : never;
    return withNull ? sql`(${found} or ${value} is null)` : found;
  }
  if (withNull) return list.length > 0 ? sql`${value} not in ${listed}` : sql`${value} is not null`;
  return isNullable(tested) ? sql`(${value} not in ${listed} or ${value} is null)` : sql`${value} not in ${listed}`;
}

function textCondition(filter: TextCondition, target: Target, negated: boolean): Sql {
  const text = folded(filter.text);
  const pattern = folded(filter.pattern);
  // A function of null is null, which is neither true nor false.
  if (isNull(text) || isNull(pattern)) return never;
  const value = operandOf(text, target);
  const searched = operandOf(pattern, target);
  const isColumn = text.kind === 'property' || loweredColumn(text, target) !== undefined;
  const prefix = filter.kind === 'startswith' && isColumn && pattern.kind === 'literal';
  const holds = prefix
    ? beginsWith(value, String(pattern.value), target)
    : textFunctions[filter.kind](value, searched, target);
  return negated ? sql`not (${holds})` : holds;
}

function boolean({ operand }: BooleanCondition, target: Target, negated: boolean): Sql {
  if (operand.kind === 'literal') return (operand.value === true) === negated ? never : always;
  return sql`${columnOf(operand, target)} = ${sql.lit(negated ? 0 : 1)}`;
}

/** An operand with the functions of literals worked out. */
function folded(operand: Operand): Operand {
  if (operand.kind !== 'tolower' && operand.kind !== 'toupper') return operand;
  const inner = folded(operand.operand);
  if (inner.kind !== 'literal') return { kind: operand.kind, operand: inner };
  if (typeof inner.value !== 'string') return inner;
  const text = inner.value;
  return { kind: 'literal', value: operand.kind === 'tolower' ? text.toLowerCase() : text.toUpperCase() };
}

function isNullable(operand: Operand): boolean {
  if (operand.kind === 'property') return operand.path.length > 1 || (operand.property?.nullable ?? false);
  if (operand.kind === 'condition') return true;
  return operand.kind === 'literal' ? operand.value === null : isNullable(operand.operand);
}

function operandOf(operand: Operand, target: Target): Sql {
  if (operand.kind === 'property') return columnOf(operand, target);
  if (operand.kind === 'literal') {
    if (operand.value === null) throw new TypeError('a null literal has no parameter');
    return parameterOf(operand.value, target.dialect);
  }
  if (operand.kind === 'condition') {
    const value = truthValue(operand.filter, target);
    return target.dialect === 'sqlite' ? sql`(${value})` : sql`((${value})::integer)`;
  }
  const { kind, operand: inner } = operand;
  const lowered = loweredColumn(operand, target);
  if (lowered !== undefined) return quoted(lowered);
  const mapped = inner.kind === 'property' ? caseMappedColumn : caseMapped;
  return mapped(kind, operandOf(inner, target), target.dialect);
}

function loweredColumn(operand: Operand, { lowered }: Target): string | undefined {
  const name = loweredName(operand);
  return name === undefined ? undefined : lowered?.[name];
}
