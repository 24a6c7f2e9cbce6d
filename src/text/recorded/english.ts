/** A piece of what was recorded: words, a point in time (ISO 8601), or what was said by somebody else than the service. */
export type Part = string | { readonly instant: string } | { readonly quoted: string };

/** How a point in time is recorded, as a regular expression. */
export const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`;

/** What was recorded, for who reads the language that it was recorded in. */
export function readEnglish(recorded: string): readonly Part[] {
  // What the pattern catches stands at every second place.
  return recorded.split(new RegExp(`(${instant})`)).map((part, place) => (place % 2 === 1 ? { instant: part } : part));
}
