/** A translation of a catalogue: the same ids, of which some may wait. What waits is read in English. */
export type Translation<T> = {
  readonly [Id in keyof T]?: T[Id] extends string
    ? string
    : T[Id] extends (...values: never[]) => unknown
      ? T[Id]
      : Translation<T[Id]>;
};

/** A translation with what it lacks in English. */
export function complete<T extends object>(english: T, translation: Translation<T>): T {
  const texts = Object.entries(english).map(([id, text]) => {
    const translated: unknown = translation[id as keyof T];
    if (typeof text !== 'object') return [id, translated ?? text];
    return [id, complete(text, (translated ?? {}) as Translation<object>)];
  });
  return Object.fromEntries(texts);
}
