/**
 * What turns the direction of what is read, or is not seen at all, and that no language's names need: embeddings, overrides and isolates
 * (Unicode UAX 9), spaces and joiners without width, tags. The marks and joiners of Arabic, Hebrew, Persian and emoji stay,
 * and the three flags that are written with tags: of England, Scotland and Wales (`RGI_Emoji_Tag_Sequence` of Unicode UTS 51).
 */
const deceiving =
  /(\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})|[\u00AD\u180E\u200B\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** What others wrote, so that it is read as it is written: what would deceive the eye stands there as a sign of its own. */
export function legible(written: string): string {
  return written.replace(deceiving, (_, flag?: string) => flag ?? '\uFFFD');
}

/** A catalogue whose sentences say legibly what they are given. */
export function sayingLegibly<T extends object>(texts: T): T {
  const said = (text: unknown): unknown => {
    if (typeof text === 'object' && text !== null) return sayingLegibly(text);
    if (typeof text !== 'function') return text;
    return (...values: unknown[]) =>
      text(...values.map((value) => (typeof value === 'string' ? legible(value) : value)));
  };
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, said(text)])) as T;
}
