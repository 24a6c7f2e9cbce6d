import { fail } from '../model/failures.ts';

const longestSearch = 1024;
const termPattern = /"((?:[^"\\]|\\["\\])*)"|([^\s"()]+)/y;

/**
 * Reads a `$search` (OData 4.01 Part 2, section 5.1.8): words and phrases in double quotes, all of which have to be found.
 *
 * @throws `optionInvalid` for `OR`, `NOT` and parentheses, which are not supported, and for what is no search
 */
export function parseSearch(text: string): string[] {
  if (text.length > longestSearch) throw invalid(`it is longer than ${longestSearch} characters`);
  if (text.includes('\u0000')) throw invalid('it contains the character U+0000');
  const terms: string[] = [];
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
    const [, phrase, word] = match;
    if (word === 'OR' || word === 'NOT') throw invalid(`${word} is not supported; all words have to be found`);
    const term = phrase?.replace(/\\(.)/g, '$1') ?? word;
    if (term && word !== 'AND') terms.push(term);
  }
  if (terms.length === 0) throw invalid('at least one word is expected');
  return terms;
}

function invalid(problem: string): Error {
  return fail('optionInvalid', { option: '$search', problem });
}
