/** The word for a value of the wire; the value itself where there is none, from a later version of the service say. */
export function named(words: Readonly<Record<string, string>>, value: string): string;
export function named(words: Readonly<Record<string, string>>, value: string | null | undefined): string | undefined;
export function named(words: Readonly<Record<string, string>>, value: string | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  return Object.hasOwn(words, value) ? (words[value] ?? value) : value;
}
