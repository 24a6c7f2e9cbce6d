import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { en as consoleEnglish } from '../../console/src/text/en.ts';
import { type Format, formatFor } from '../../console/src/text/format.ts';
import { en as pagesEnglish } from '../../src/text/en.ts';
import { type Translated, translatedNames } from '../../src/text/language.ts';
import { sentences } from '../../src/text/recorded/sentences.ts';
import { referenceEnglish } from '../contract/reference/text/reference-texts.ts';

/** English texts, and their translations under the same ids. */
export interface Catalogue {
  readonly english: object;
  readonly translations: Readonly<Record<Translated, object>>;
}

const root = join(import.meta.dirname, '../..');

/** Every catalogue there is, under the name that its ids begin with. */
export const catalogues: Readonly<Record<string, Catalogue>> = {
  console: {
    english: consoleEnglish(formatFor('en')),
    translations: await translations<(format: Format) => object>(
      (language) => `console/src/text/${language}.ts`,
      (texts, language) => texts(formatFor(language)),
    ),
  },
  pages: {
    english: pagesEnglish,
    translations: await translations<object>(
      (language) => `src/text/${language}.ts`,
      (texts) => texts,
    ),
  },
  recorded: {
    english: sentences,
    translations: await translations<object>(
      (language) => `src/text/recorded/${language}.ts`,
      (texts) => texts,
    ),
  },
  reference: {
    english: referenceEnglish,
    translations: await translations<object>(
      (language) => `tools/contract/reference/text/${language}/${language}.ts`,
      (texts) => texts,
    ),
  },
};

/** The one thing that the file of each language exports; nothing of a language that has no such file yet. */
async function translations<T>(
  fileOf: (language: Translated) => string,
  read: (exported: T, language: Translated) => object,
): Promise<Record<Translated, object>> {
  const found = translatedNames.map(async (language): Promise<[Translated, object]> => {
    const file = join(root, fileOf(language));
    if (!existsSync(file)) return [language, {}];
    const [exported] = Object.values<T>(await import(file));
    return [language, exported === undefined ? {} : read(exported, language)];
  });
  // fromEntries forgets the names of the languages.
  return Object.fromEntries(await Promise.all(found)) as Record<Translated, object>;
}
