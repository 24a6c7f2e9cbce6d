import { fail } from '../model/failures.ts';

/** What kind of literal a text is written as, whatever it is compared with. */
export type LiteralForm = 'string' | 'number' | 'boolean' | 'null' | 'date' | 'guid' | 'enum';

export const comparisonOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type ComparisonOperator = (typeof comparisonOperators)[number];

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
  | { readonly kind: 'in'; readonly operand: Syntax; readonly values: readonly Syntax[]; readonly at: number };

/** Characters in a `$filter` or `$orderby`, and levels of nesting in a `$filter`. */
export const longestClause = 8192;
const deepestNesting = 100;

export function filterInvalid(problem: string): Error {
  return fail('filterInvalid', { problem });
}

interface Token {
  readonly form: LiteralForm | 'name' | 'mark' | 'end';
  readonly text: string;
  readonly typeName?: string;
  readonly at: number;
}

// Guids and dates come before numbers and names, which could take their first characters. No alternative can backtrack over
// another, so a text is read in linear time.
const tokenPattern = new RegExp(
  [
    `(?<string>'[^']*(?:''[^']*)*'(?!'))`,
    String.raw`(?<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\p{N}_-]))`,
    String.raw`(?<date>\d{4}-\d{2}-\d{2}(?:T[\d:.]*(?:Z|[+-]\d{2}:\d{2})?)?(?![\p{L}\p{N}_]))`,
    String.raw`(?<number>[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\p{L}\p{N}_.]))`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_.]*)`,
    '(?<mark>[(),/])',
  ].join('|'),
  'yiu',
);

function tokensOf(text: string): Token[] {
  if (text.length > longestClause) throw filterInvalid(`it is longer than ${longestClause} characters`);
  if (text.includes('\u0000')) throw filterInvalid('it contains the character U+0000');
  const tokens: Token[] = [];
  let index = 0;
  const next = () => {
    tokenPattern.lastIndex = index;
    const match = tokenPattern.exec(text);
    if (match) index = tokenPattern.lastIndex;
    return match;
  };
  for (;;) {
    while (text[index] === ' ' || text[index] === '\t') index += 1;
    const at = index + 1;
    if (index === text.length) {
      tokens.push({ form: 'end', text: '', at });
      return tokens;
    }
    const match = next();
    if (!match) throw unreadable(text, at);
    const found = match[0];
    const groups = match.groups ?? {};
    if (groups.string !== undefined) tokens.push({ form: 'string', text: unquoted(found), at });
    else if (groups.guid !== undefined) tokens.push({ form: 'guid', text: found, at });
    else if (groups.date !== undefined) tokens.push({ form: 'date', text: found, at });
    else if (groups.number !== undefined) tokens.push({ form: 'number', text: found, at });
    else if (groups.mark !== undefined) tokens.push({ form: 'mark', text: found, at });
    else if (text[index] === "'" && found.includes('.')) {
      const member = next();
      if (!member) throw unreadable(text, index + 1);
      tokens.push({ form: 'enum', text: unquoted(member[0]), typeName: found, at });
    } else tokens.push({ form: 'name', text: found, at });
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}

function unreadable(text: string, at: number): Error {
  const character = String.fromCodePoint(text.codePointAt(at - 1) ?? 0);
  if (character === "'")
    return filterInvalid(`the quote at position ${at} is not closed; a quote inside a text is doubled`);
  // The zone of an unquoted date, cut off from it.
  if (character === ':') return filterInvalid(`':' is not expected at position ${at}; a + in a URL is written %2B`);
  if (/\d/.test(character)) return filterInvalid(`the number at position ${at} is not written as OData writes one`);
  return filterInvalid(`'${character}' is not expected at position ${at}`);
}

/** Reads a `$filter` by recursive descent, loosest operator first: or, and, comparisons and in, not, operands. */
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

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { form: 'end', text: '', at: 1 };
  }

  get #token(): Token {
    return this.#tokens[this.#index] ?? this.#end;
  }

  disjunction(): Syntax {
    return this.#chain('or', () => this.#chain('and', () => this.#comparison()));
  }

  expectEnd(): void {
    const token = this.#token;
    if (token.form === 'end') return;
    if (token.form === 'name') {
      throw filterInvalid(
        `operator '${token.text}' at position ${token.at} is not supported; supported are eq, ne, gt, ge, lt, le, in, and, or, not`,
      );
    }
    throw filterInvalid(`'${token.text}' is not expected at position ${token.at}`);
  }

  #chain(word: 'and' | 'or', operand: () => Syntax): Syntax {
    const first = operand();
    if (!this.#isWord(word)) return first;
    const operands = [first];
    while (this.#takeWord(word)) operands.push(operand());
    return { kind: word, operands, at: first.at };
  }

  #comparison(): Syntax {
    const left = this.#unary();
    const operator = comparisonOperators.find((name) => this.#takeWord(name));
    if (operator) return { kind: 'comparison', operator, left, right: this.#unary(), at: left.at };
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
      if (this.#takeMark('(')) {
        throw filterInvalid(
          `'${token.text}' at position ${token.at} is not supported: there are no filters on collections`,
        );
      }
      names.push(token.text);
    }
    return { kind: 'path', names, at: first.at };
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
