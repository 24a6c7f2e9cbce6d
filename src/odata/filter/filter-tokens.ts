import { fail } from '../../model/failures.ts';

/** What kind of literal a text is written as, whatever it is compared with. */
export type LiteralForm = 'string' | 'number' | 'boolean' | 'null' | 'date' | 'guid' | 'enum';

/** Characters in a `$filter` or `$orderby`. */
export const longestClause = 8192;

export function filterInvalid(problem: string): Error {
  return fail('filterInvalid', { problem });
}

/** A piece of a filter that cannot be divided; `at` is its position in the text, from 1. */
export interface Token {
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
    '(?<mark>[(),/:])',
  ].join('|'),
  'yiu',
);

/** @throws `filterInvalid` */
export function tokensOf(text: string): Token[] {
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
    else if (groups.date !== undefined) {
      // The zone of an unquoted date, cut off from it.
      if (/^ \d\d:\d\d/.test(text.slice(index, index + 6)) && /T[^Z]*$/i.test(found)) throw lostPlus(index + 1);
      tokens.push({ form: 'date', text: found, at });
    } else if (groups.number !== undefined) tokens.push({ form: 'number', text: found, at });
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

function lostPlus(at: number): Error {
  return filterInvalid(`a space is not expected at position ${at} of a date; a + in a URL is written %2B`);
}

function unreadable(text: string, at: number): Error {
  const character = String.fromCodePoint(text.codePointAt(at - 1) ?? 0);
  if (character === "'")
    return filterInvalid(`the quote at position ${at} is not closed; a quote inside a text is doubled`);
  if (text.startsWith('$count', at - 1)) {
    return filterInvalid(
      `'$count' at position ${at} is not supported; of a collection, any and all are: path/any() asks for an item`,
    );
  }
  if (/\d/.test(character)) return filterInvalid(`the number at position ${at} is not written as OData writes one`);
  const advice = Object.hasOwn(meant, character) ? `; ${meant[character]}` : '';
  return filterInvalid(`'${character}' is not expected at position ${at}${advice}`);
}

const quotes = "a text stands in single quotes, such as 'abc'";

/** What is right in the place of what people write out of habit, or an editor makes of a quote. */
const meant: Readonly<Record<string, string>> = {
  '"': quotes,
  '`': quotes,
  '‘': quotes,
  '’': quotes,
  '“': quotes,
  '”': quotes,
  '=': 'write eq',
  '!': 'write ne, or not',
  '<': 'write lt, or le',
  '>': 'write gt, or ge',
  '|': 'write or',
  '&': 'write and',
  '*': 'write startswith(…), endswith(…) or contains(…)',
  '%': 'write startswith(…), endswith(…) or contains(…)',
  '@': 'parameter aliases are not taken here; write the value in its place',
};
