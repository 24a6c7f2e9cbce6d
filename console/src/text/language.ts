import { type Language, languageFor } from '../../../src/text/language.ts';
import { keep, kept } from '../elements/browser/kept.ts';

const key = 'assistd.language';

/** The language chosen here before, else the first of the browser's that we have, by language where the region differs. */
export function preferredLanguage(): Language {
  return languageFor([kept(key) ?? '', ...navigator.languages]);
}

/** The language as it is written where the reader is: `en-GB` has other dates than `en`. */
export function regionalTag(language: Language): string {
  return navigator.languages.find((tag) => tag.slice(0, 2) === language.slice(0, 2) && isTag(tag)) ?? language;
}

/** Browsers hand on what the system says, which need not be a tag that `Intl` takes: `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}

export function rememberLanguage(language: Language): void {
  keep(key, language);
}
