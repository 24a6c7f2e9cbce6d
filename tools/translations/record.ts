import { createHash } from 'node:crypto';

/** A text, or the function that makes it from values. */
export type Leaf = string | ((...values: never[]) => unknown);

/** What a translation was made from, by id: a hash of the English and one of the translation, with a space between them. */
export type TranslationRecord = Readonly<Record<string, string>>;

/** The texts of a catalogue by their ids: `console.pages.overview`. */
export function textsById(catalogue: object, prefix: string): Map<string, Leaf> {
  return new Map(
    Object.entries(catalogue).flatMap(([name, text]): [string, Leaf][] => {
      const id = `${prefix}.${name}`;
      return typeof text === 'object' ? [...textsById(text, id)] : [[id, text]];
    }),
  );
}

/**
 * The record of one language as it is now. A translation that is new or was touched is taken to be made from the English of now;
 * one that was left alone keeps what is recorded, so that a change of the English shows.
 */
export function recorded(
  english: ReadonlyMap<string, Leaf>,
  translation: ReadonlyMap<string, Leaf>,
  before: TranslationRecord,
): TranslationRecord {
  const entries = [...english].flatMap(([id, source]) => {
    const translated = translation.get(id);
    if (translated === undefined) return [];
    const known = before[id];
    const untouched = known?.split(' ')[1] === hashOf(translated);
    return [[id, untouched ? known : `${hashOf(source)} ${hashOf(translated)}`] as const];
  });
  return Object.fromEntries(entries);
}

/** The ids whose translation is missing, or was made from an English that has changed since. */
export function waiting(english: ReadonlyMap<string, Leaf>, record: TranslationRecord): string[] {
  return [...english].filter(([id, source]) => record[id]?.split(' ')[0] !== hashOf(source)).map(([id]) => id);
}

/** The ids of a translation that the English does not have. */
export function strays(english: ReadonlyMap<string, Leaf>, translation: ReadonlyMap<string, Leaf>): string[] {
  return [...translation.keys()].filter((id) => !english.has(id));
}

/** A function counts by its source, whatever the layout. */
function hashOf(text: Leaf): string {
  const source = typeof text === 'string' ? text : String(text).replaceAll(/\s+/g, ' ');
  return createHash('sha256').update(source).digest('hex').slice(0, 8);
}
