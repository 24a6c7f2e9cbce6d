import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { defaultParser, type Token } from '@odata/parser';
import { parseSyntax, type Syntax } from '../../src/odata/filter/filter-syntax.ts';
import { fc } from '../harness/properties.ts';

/** A tree as a text that both parsers' trees can be told in; chains of one operator are flat, as it is associative. */
function chain(word: string, operands: readonly string[]): string {
  const flat = operands.map((operand) =>
    operand.startsWith(`[${word} `) ? operand.slice(word.length + 2, -1) : operand,
  );
  return `[${word} ${flat.join(' ')}]`;
}

function ours(syntax: Syntax): string {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return chain(syntax.kind, syntax.operands.map(ours));
    case 'not':
      return `[not ${ours(syntax.operand)}]`;
    case 'comparison':
      return `[${syntax.operator} ${ours(syntax.left)} ${ours(syntax.right)}]`;
    case 'in':
      return `[in ${ours(syntax.operand)} ${syntax.values.map(ours).join(' ')}]`;
    case 'call':
      return `[${syntax.name} ${syntax.operands.map(ours).join(' ')}]`;
    case 'any':
    case 'all': {
      const { kind, names, lambda } = syntax;
      return `[${kind} ${names.join('/')}${lambda ? ` ${lambda.variable}: ${ours(lambda.condition)}` : ''}]`;
    }
    case 'path':
      return syntax.names.join('/');
    case 'literal': {
      const { form, text, typeName = '' } = syntax;
      return form === 'string' || form === 'enum' ? `${typeName}'${text.replaceAll("'", "''")}'` : text;
    }
  }
}

const operators: Readonly<Record<string, string>> = {
  EqualsExpression: 'eq',
  NotEqualsExpression: 'ne',
  GreaterThanExpression: 'gt',
  GreaterOrEqualsExpression: 'ge',
  LesserThanExpression: 'lt',
  LesserOrEqualsExpression: 'le',
};

function theirs(token: Token): string {
  const { type, value, raw } = token;
  const operator = operators[type];
  if (operator) return `[${operator} ${theirs(value.left)} ${theirs(value.right)}]`;
  switch (String(type)) {
    case 'AndExpression':
      return chain('and', [theirs(value.left), theirs(value.right)]);
    case 'OrExpression':
      return chain('or', [theirs(value.left), theirs(value.right)]);
    case 'NotExpression':
      return `[not ${theirs(value)}]`;
    case 'MethodCallExpression':
      return `[${value.method} ${value.parameters.map(theirs).join(' ')}]`;
    case 'CommonExpression':
    case 'BoolParenExpression':
    case 'ParenExpression':
      return theirs(value);
    default: {
      const quantified = quantifiedIn(value);
      if (!quantified) return raw;
      const [path, word] = /^(.*)\/(any|all)\(/.exec(raw.slice(0, raw.indexOf('(') + 1))?.slice(1) ?? [];
      const { variable, predicate } = quantified.value;
      return `[${word} ${path}${variable ? ` ${variable.raw}: ${theirs(predicate.value)}` : ''}]`;
    }
  }
}

/** The `any` or `all` at the end of a path, below the steps that lead to it. */
function quantifiedIn(value: unknown): Token | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as Token;
  if (String(type) === 'AnyExpression' || String(type) === 'AllExpression') return value as Token;
  const below = Array.isArray(value)
    ? value
    : ['value', 'next'].map((name) => (value as Record<string, unknown>)[name]);
  return below.map(quantifiedIn).find((found) => found !== undefined);
}

const text = fc.string({ maxLength: 8 }).filter((value) => !/[%&#\\]/.test(value));
const literal = fc.oneof(
  text.map((value) => `'${value.replaceAll("'", "''")}'`),
  fc.integer().map(String),
  fc.constantFrom('1.5', '-0.25', '1.5e5', '2.5e-3', 'true', 'false', 'null'),
  fc.constantFrom('2024-02-29', '2024-02-29T10:00:00Z', '2024-02-29T10:00:00.123-02:00'),
  fc.uuid(),
  fc.constant("microsoft.graph.complianceState'compliant'"),
);
const path = fc.constantFrom('name', 'deviceName', 'actor/userPrincipalName', 'a/b/c', 'notes', 'order', 'eqName');

const quantified = fc.oneof(
  fc.constantFrom('tags/any()', 'a/b/any()'),
  fc
    .tuple(
      fc.constantFrom('tags', 'a/b'),
      fc.constantFrom('any', 'all'),
      fc.array(fc.tuple(fc.constantFrom('x', 'x/y', 'name'), fc.constantFrom(...Object.values(operators)), literal), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom(' and ', ' or '),
    )
    .map(
      ([collection, word, parts, glue]) => `${collection}/${word}(x:${parts.map((part) => part.join(' ')).join(glue)})`,
    ),
);

const { condition } = fc.letrec<{ condition: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3 },
    path,
    literal,
    fc.tuple(fc.constantFrom('tolower', 'toupper'), path).map(([name, inner]) => `${name}(${inner})`),
  ),
  condition: fc.oneof(
    { maxDepth: 5 },
    quantified,
    fc
      .tuple(tie('operand'), fc.constantFrom(...Object.values(operators)), tie('operand'))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(fc.constantFrom('startswith', 'endswith', 'contains'), tie('operand'), tie('operand'))
      .map(([name, left, right]) => `${name}(${left},${right})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([left, word, right]) => `${left} ${word} ${right}`),
    tie('condition').map((inner) => `(${inner})`),
    // The parentheses around it are for the other parser, to which `not (a) and b` is `not ((a) and b)`.
    tie('condition').map((inner) => `(not (${inner}))`),
  ),
}));

suite('our grammar beside @odata/parser', () => {
  test('reads every filter of the common part as the same tree', () => {
    fc.assert(
      fc.property(condition, (filter) => {
        fc.pre(filter.length < 2000);
        assert.equal(ours(parseSyntax(filter)), theirs(defaultParser.filter(filter)));
      }),
      { numRuns: 500 },
    );
  });

  test('reads any words that both of them take as the same tree', () => {
    const words = ['a', 'b/c', "'x'", '1', 'null', 'eq', 'gt', 'and', 'or', '(', ')', "contains(a,'x')", 'tolower(a)'];
    let both = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 9 }), (sequence) => {
        const filter = sequence.join(' ').replaceAll('( ', '(').replaceAll(' )', ')');
        let expected: string;
        let found: string;
        try {
          expected = theirs(defaultParser.filter(filter));
          found = ours(parseSyntax(filter));
        } catch {
          return;
        }
        both += 1;
        assert.equal(found, expected, filter);
      }),
      { numRuns: 5000 },
    );
    assert.ok(both > 20, `only ${both} filters were understood by both`);
  });

  test("gives 'not' its precedence, where the other lets it swallow what follows", () => {
    const filter = 'not (a eq 1) and b eq 2';
    assert.equal(ours(parseSyntax(filter)), '[and [not [eq a 1]] [eq b 2]]');
    assert.equal(theirs(defaultParser.filter(filter)), '[not [and [eq a 1] [eq b 2]]]');
  });
});
