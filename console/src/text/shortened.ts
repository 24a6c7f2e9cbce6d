const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text of which no more is shown than there is room for: the first `most` UTF-16 code units, less what would be half of a letter or sign. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  // A single letter can be longer than all the room, by marks put on each other.
  const end = letters.segment(text).containing(most)?.index || most;
  return `${text.slice(0, end).replace(/\p{Surrogate}$/u, '')}…`;
}
