import { filterInvalid, type LiteralForm, type Token, tokensOf } from './filter-tokens.ts';

const equalityOperators = ['eq', 'ne'] as const;
const relationOperators = ['gt', 'ge', 'lt', 'le'] as const;
type ComparisonOperator = (typeof equalityOperators | typeof relationOperators)[number];

/** Levels of nesting in a `$filter`. */
const deepestNesting = 100;

/**
 * A filter as it is written, before its names mean anything: the tree of the OData 4.01 ABNF's `boolCommonExpr`, as far as we take
 * it. `at` is the position in the text, from 1.
 */
export type Syntax =
  | {
      readonly kind: 'literal';
      readonly form: LiteralForm;
      readonly text: string;
      readonly typeName?: string;
      readonly at: number;
    }
  | { readonly kind: 'path'; readonly names: readonly string[]; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Syntax[]; readonly at: number }
  | { readonly kind: 'not'; readonly operand: Syntax; readonly at: number }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Syntax[]; readonly at: number }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly at: number;
    }
  | { readonly kind: 'in'; readonly operand: Syntax; readonly values: readonly Syntax[]; readonly at: number }
  | {
      readonly kind: 'any' | 'all';
      /** The path of the collection. */
      readonly names: readonly string[];
      /** Absent from `any()`, which asks whether there is an item at all. */
      readonly lambda: { readonly variable: string; readonly condition: Syntax } | undefined;
      readonly at: number;
    };

/** Reads a `$filter` by recursive descent, loosest operator first: or, and, eq and ne, the other comparisons, in, not,
 * operands. */
export function parseSyntax(text: string): Syntax {
  const reader = new Reader(tokensOf(text));
  const syntax = reader.disjunction();
  reader.expectEnd();
  return syntax;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #index = 0;
  #depth = 0;
  #chained = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { form: 'end', text: '', at: 1 };
  }

  get #token(): Token {
    return this.#tokens[this.#index] ?? this.#end;
  }

  disjunction(): Syntax {
    return this.#chain('or', () => this.#chain('and', () => this.#equality()));
  }

  expectEnd(): void {
    const token = this.#token;
    if (token.form === 'end') return;
    if (token.form === 'name') {
      throw filterInvalid(
        `operator '${token.text}' at position ${token.at} is not supported; supported are eq, ne, gt, ge, lt, le, in, and, or, not`,
      );
    }
    // `datetime'2026-11-21'`, `guid'…'`: literals of OData 2.
    const advice = token.form === 'string' ? '; a value has no type in front: 2026-11-21T19:28:00Z' : '';
    throw filterInvalid(`'${token.text}' is not expected at position ${token.at}${advice}`);
  }

  #chain(word: 'and' | 'or', operand: () => Syntax): Syntax {
    const first = operand();
    if (!this.#isWord(word)) return first;
    const operands = [first];
    while (this.#takeWord(word)) operands.push(operand());
    return { kind: word, operands, at: first.at };
  }

  /** A comparison may be compared itself: operators of one precedence group from the left (OData 4.01 Part 2, "Operator Precedence"). */
  #equality(): Syntax {
    return this.#compared(equalityOperators, () => this.#relation());
  }

  #relation(): Syntax {
    return this.#compared(relationOperators, () => this.#membership());
  }

  #compared(operators: readonly ComparisonOperator[], operand: () => Syntax): Syntax {
    let left = operand();
    for (let length = 1; ; length += 1) {
      const operator = operators.find((name) => this.#takeWord(name));
      if (!operator) return left;
      if (length > 2) this.#countChained();
      left = { kind: 'comparison', operator, left, right: operand(), at: left.at };
    }
  }

  /** What follows a comparison of a comparison is a level more, which no parenthesis shows. */
  #countChained(): void {
    this.#chained += 1;
    if (this.#chained > deepestNesting) {
      throw filterInvalid(`more than ${deepestNesting} comparisons follow others without a parenthesis`);
    }
  }

  #membership(): Syntax {
    const left = this.#unary();
    if (!this.#takeWord('in')) return left;
    this.#expectMark('(', "after 'in'");
    return { kind: 'in', operand: left, values: this.#operands(), at: left.at };
  }

  #unary(): Syntax {
    const { at } = this.#token;
    if (!this.#takeWord('not')) return this.#primary();
    return { kind: 'not', operand: this.#nested(() => this.#unary()), at };
  }

  #primary(): Syntax {
    const token = this.#token;
    this.#index += 1;
    if (token.form === 'end') throw filterInvalid(`it ends where an operand is expected, at position ${token.at}`);
    if (token.form === 'mark') {
      if (token.text !== '(')
        throw filterInvalid(`an operand is expected at position ${token.at}, not '${token.text}'`);
      const inner = this.#nested(() => this.disjunction());
      this.#expectMark(')', 'to close the parenthesis');
      return inner;
    }
    if (token.form !== 'name') return { kind: 'literal', ...token, form: token.form };
    const lower = token.text.toLowerCase();
    if (lower === 'true' || lower === 'false') return { kind: 'literal', form: 'boolean', text: lower, at: token.at };
    if (lower === 'null') return { kind: 'literal', form: 'null', text: lower, at: token.at };
    if (this.#takeMark('(')) return { kind: 'call', name: lower, operands: this.#operands(), at: token.at };
    return this.#path(token);
  }

  #path(first: Token): Syntax {
    const names = [first.text];
    while (this.#takeMark('/')) {
      const token = this.#token;
      if (token.form !== 'name') throw filterInvalid(`a property name is expected at position ${token.at}`);
      this.#index += 1;
      if (this.#takeMark('(')) return this.#quantified(token, names, first.at);
      names.push(token.text);
    }
    return { kind: 'path', names, at: first.at };
  }

  /** `any` or `all` (OData 4.01 Part 2, section 5.1.1.13); the opening parenthesis is taken already. */
  #quantified({ text, at: position }: Token, names: readonly string[], at: number): Syntax {
    const kind = (['any', 'all'] as const).find((known) => known === text.toLowerCase());
    if (!kind)
      throw filterInvalid(`'${text}' at position ${position} is not supported; of a collection, any and all are`);
    if (kind === 'any' && this.#takeMark(')')) return { kind, names, lambda: undefined, at };
    const variable = this.#token;
    const example = `${kind}(x:x eq 'value') or ${kind}(x:x/name eq 'value')`;
    if (variable.form !== 'name')
      throw filterInvalid(`a name is expected at position ${variable.at}, as in ${example}`);
    this.#index += 1;
    this.#expectMark(':', `after the name of an item, as in ${example}`);
    const condition = this.#nested(() => this.disjunction());
    this.#expectMark(')', `to close '${kind}'`);
    return { kind, names, lambda: { variable: variable.text, condition }, at };
  }

  /** What stands between parentheses, separated by commas; the opening one is taken already. */
  #operands(): Syntax[] {
    const operands: Syntax[] = [];
    if (this.#takeMark(')')) return operands;
    do operands.push(this.#nested(() => this.disjunction()));
    while (this.#takeMark(','));
    this.#expectMark(')', 'to close the list');
    return operands;
  }

  #nested(read: () => Syntax): Syntax {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw filterInvalid(`it is nested more than ${deepestNesting} levels deep`);
    const syntax = read();
    this.#depth -= 1;
    return syntax;
  }

  #isWord(word: string): boolean {
    return this.#token.form === 'name' && this.#token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    const taken = this.#isWord(word);
    if (taken) this.#index += 1;
    return taken;
  }

  #takeMark(mark: string): boolean {
    const taken = this.#token.form === 'mark' && this.#token.text === mark;
    if (taken) this.#index += 1;
    return taken;
  }

  #expectMark(mark: string, why: string): void {
    if (this.#takeMark(mark)) return;
    // An operator that we lack stops an operand short of its parenthesis; the operator is what to tell.
    if (this.#token.form === 'name' && mark === ')') this.expectEnd();
    throw filterInvalid(`'${mark}' is expected ${why}, at position ${this.#token.at}`);
  }
}
