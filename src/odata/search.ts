import { fail } from '../model/failures.ts';
import type { SearchTerm } from './expression.ts';

const longestSearch = 1024;
const termPattern = /"((?:[^"\\]|\\["\\])*)"|([^\s"():]+:)"((?:[^"\\]|\\["\\])*)"|([^\s"()]+)/y;

/**
 * Reads a `$search` (OData 4.01 Part 2, section 5.1.8): words and phrases in double quotes, all of which have to be found. Graph's
 * own form names the property that is searched: `"deviceName:iPhone"`.
 *
 * @param searched the properties that are
 * @throws `optionInvalid` for `OR`, `NOT` and parentheses, which are not supported, for a property that is not searched, and for what is no search
 */
export function parseSearch(text: string, searched: readonly string[]): SearchTerm[] {
  if (text.length > longestSearch) throw invalid(`it is longer than ${longestSearch} characters`);
  if (text.includes('\u0000')) throw invalid('it contains the character U+0000');
  const terms: SearchTerm[] = [];
  let afterAnd = false;
  let index = 0;
  for (;;) {
    while (/\s/.test(text[index] ?? '')) index += 1;
    if (index === text.length) break;
    termPattern.lastIndex = index;
    const match = termPattern.exec(text);
    if (!match) {
      throw invalid(`position ${index + 1} is not understood; write words, and phrases between closed double quotes`);
    }
    index = termPattern.lastIndex;
    const [, phrase, name = '', value, word] = match;
    if (word === 'OR' || word === 'NOT') throw invalid(`${word} is not supported; all words have to be found`);
    const written = phrase ?? value;
    const term = written === undefined ? word : name + written.replace(/\\(.)/g, '$1');
    if (word === 'AND' && (afterAnd || terms.length === 0)) throw invalid('a word is expected before AND');
    afterAnd = word === 'AND';
    if (term && !afterAnd) terms.push(inProperty(term, searched) ?? term);
  }
  if (afterAnd) throw invalid('a word is expected after AND');
  if (terms.length === 0) throw invalid('at least one word is expected');
  return terms;
}

/** Two hexadecimal digits before a colon begin a MAC address, and no property has such a name. */
const propertyPattern = /^(?![0-9a-f]{2}:)([a-z_]\w*):(.*)$/is;

function inProperty(term: string, searched: readonly string[]): SearchTerm | undefined {
  const [, name, text] = propertyPattern.exec(term) ?? [];
  if (name === undefined || text === undefined) return undefined;
  const property = searched.find((known) => known.toLowerCase() === name.toLowerCase());
  if (!property) throw invalid(`'${name}' is not searched; searched are ${searched.join(', ')}`);
  if (text.trim() === '') throw invalid(`a text is expected after '${name}:'`);
  return { property, text: text.trim() };
}

function invalid(problem: string): Error {
  return fail('optionInvalid', { option: '$search', problem });
}
