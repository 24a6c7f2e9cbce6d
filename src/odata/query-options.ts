import { fail } from '../model/failures.ts';

/** What a request asks a resource for, as far as it decides which options make sense. */
export type QueryKind = 'list' | 'get' | 'count' | 'create' | 'update' | 'delete' | 'action' | 'function' | 'schema';

const options = [
  'select',
  'filter',
  'top',
  'skip',
  'count',
  'orderby',
  'search',
  'expand',
  'format',
  'skiptoken',
] as const;

export type Option = (typeof options)[number];

const shape: readonly Option[] = ['select', 'expand', 'format'];

const allowed: Readonly<Record<QueryKind, readonly Option[]>> = {
  list: options,
  get: shape,
  count: ['filter', 'search', 'format'],
  create: shape,
  update: shape,
  delete: ['format'],
  action: ['format'],
  function: ['format'],
  schema: ['format'],
};

/** System query options that nothing here implements. */
const unimplemented = ['apply', 'compute', 'deltatoken', 'schemaversion'];

/**
 * The system query options of a request, by their names in lower case and without `$`, decoded.
 *
 * @param search what follows the `?`, still percent-encoded
 * @throws `optionInvalid`, `optionNotAllowed`
 */
export function readOptions(search: string, kind: QueryKind): Partial<Record<Option, string>> {
  const given: Partial<Record<Option, string>> = {};
  for (const [name, value] of pairsOf(search)) {
    const written = decoded(name, 'its name');
    const lower = written.toLowerCase();
    const option = options.find((known) => lower === known || lower === `$${known}`);
    if (!option) {
      refuseMangled(written, kind === 'function');
      continue;
    }
    if (!allowed[kind].includes(option)) throw fail('optionNotAllowed', { option: `$${option}` });
    if (given[option] !== undefined)
      throw fail('optionInvalid', { option: `$${option}`, problem: 'it is given twice' });
    given[option] = decoded(value, `$${option}`);
  }
  return given;
}

/**
 * The value of an option that is no system query option, decoded; `undefined` where there is none.
 *
 * @param isIt whether it goes by a name
 * @throws `optionInvalid` where it is given twice
 */
export function optionOf(search: string, isIt: (name: string) => boolean): string | undefined {
  const [first, second] = pairsOf(search).filter(([name]) => isIt(decoded(name, 'its name')));
  if (!first) return undefined;
  const option = decoded(first[0], 'its name');
  if (second) throw fail('optionInvalid', { option, problem: 'it is given twice' });
  return decoded(first[1], option);
}

/** Refuses options whose names were mangled, where no option is read. @throws `optionInvalid`, `optionNotAllowed` */
export function refuseMangledOptions(search: string): void {
  for (const [name] of pairsOf(search)) {
    const written = decoded(name, 'its name');
    if (!isSystemOption(written)) refuseMangled(written, false);
  }
}

function pairsOf(search: string): [name: string, value: string][] {
  if (search === '') return [];
  return search.split('&').flatMap((pair): [string, string][] => {
    if (pair === '') return [];
    const equals = pair.indexOf('=');
    return [equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]];
  });
}

/**
 * A condition whose name a shell has eaten or a program has escaped once too often is still a condition: PowerShell makes `?=…` of
 * `"?$filter=…"`. To ignore it like a custom option would answer with everything.
 */
function refuseMangled(written: string, takesAliases: boolean): void {
  if (written.startsWith('$')) throw fail('optionNotAllowed', { option: written });
  const refuse = (problem: string) => fail('optionInvalid', { option: written, problem });
  if (written.trim() === '') {
    throw refuse('its name is empty; a shell takes the $ of "$filter" for its own: write \'$filter\' or filter');
  }
  if (written.includes('$')) throw refuse('a $ stands only in front of a name, such as $filter');
  if (written.startsWith('@') && !takesAliases) {
    throw refuse('parameter aliases are taken by functions only; write the value in its place');
  }
  if (noName.test(written)) {
    throw refuse(
      'it is no name but part of a value: an & in a value is written %26, and conditions are joined with and',
    );
  }
  const letters = written.replace(/^(?:amp;)+|\[.*$/gi, '').replaceAll(/[^\p{L}]/gu, '');
  if (isSystemOption(letters) && !written.startsWith('@')) {
    throw refuse(`$${letters.toLowerCase()} or ${letters.toLowerCase()} is expected`);
  }
}

function isSystemOption(name: string): boolean {
  const plain = name.toLowerCase().replace(/^\$/, '');
  return options.some((known) => known === plain) || unimplemented.includes(plain);
}

/** What no option has in its name, and a condition has that was cut at an `&`. */
const noName = /[\s'"()<>|]/;

/** Undoes the encoding of a form field, once: `+` is a space, `%2B` a plus. */
function decoded(text: string, option: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw fail(
      'optionInvalid',
      { option, problem: "a '%' is not followed by two hexadecimal digits, or the octets are not UTF-8" },
      { cause },
    );
  }
}
