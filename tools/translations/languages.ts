import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Translated, translatedNames } from '../../src/text/language.ts';
import type { EmittedFile } from '../contract/emitted-file.ts';
import { catalogues } from './catalogues.ts';
import { type Leaf, recorded, strays, type TranslationRecord, textsById, waiting } from './record.ts';

/** Below the repository. */
export const recordFolder = 'tools/translations/records';

const root = join(import.meta.dirname, '../..');

/** Every English text by its id. */
export const english: ReadonlyMap<string, Leaf> = merged((name) => catalogues[name]?.english ?? {});

/** What one language has, and lacks. */
export interface LanguageState {
  readonly texts: ReadonlyMap<string, Leaf>;
  readonly record: TranslationRecord;
  /** Ids that are missing, or whose English has changed since. */
  readonly waiting: ReadonlySet<string>;
  /** Ids that the English does not have. */
  readonly strays: readonly string[];
}

const states = new Map(translatedNames.map((language) => [language, stateOf(language)]));

export function languageState(language: Translated): LanguageState {
  return states.get(language) ?? stateOf(language);
}

/** The records, written anew. */
export const recordFiles: readonly EmittedFile[] = translatedNames.map((language) => ({
  file: `${language}.json`,
  make: () => recordText(languageState(language).record),
}));

export function recordText(record: TranslationRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** What waits for translation, a line for each text. */
export function waitingLines(): string[] {
  return translatedNames.flatMap((language) => [...languageState(language).waiting].map((id) => `${language}: ${id}`));
}

function stateOf(language: Translated): LanguageState {
  const texts = merged((name) => catalogues[name]?.translations[language] ?? {});
  const path = join(root, recordFolder, `${language}.json`);
  const before: TranslationRecord = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const record = recorded(english, texts, before);
  return { texts, record, waiting: new Set(waiting(english, record)), strays: strays(english, texts) };
}

function merged(of: (name: string) => object): Map<string, Leaf> {
  return new Map(Object.keys(catalogues).flatMap((name) => [...textsById(of(name), name)]));
}
