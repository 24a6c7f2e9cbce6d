/** In characters: what a text of a partner's is cut to, as the longest that a device may have here. */
const longestText = 256;

/**
 * A text that a partner says for people to read, as a client would have to write it: of so many characters, well-formed, and without the
 * one that PostgreSQL cannot store.
 */
export function keepableText(text: string): string {
  const short = text
    .replaceAll('\u0000', '')
    .slice(0, 2 * longestText)
    .toWellFormed();
  return [...short].slice(0, longestText).join('').trim();
}
