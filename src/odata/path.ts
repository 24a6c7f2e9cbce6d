import { fail } from '../model/failures.ts';

/** One step of a path: a name, or a key. */
export interface Segment {
  readonly text: string;
  /** What stood between parentheses, if there were any. */
  readonly parentheses: string | undefined;
}

/**
 * Splits a path at its slashes before decoding, so that an encoded slash stays inside its segment.
 *
 * @throws `segmentUnknown`
 */
export function splitPath(path: string): Segment[] {
  const segments: Segment[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    const text = raw.includes('%') ? decoded(raw) : raw;
    // PostgreSQL cannot even be asked for a key with this character.
    if (text.includes('\u0000')) throw fail('segmentUnknown', { segment: raw });
    const open = text.endsWith(')') ? text.indexOf('(') : -1;
    segments.push(
      open > 0
        ? { text: text.slice(0, open), parentheses: text.slice(open + 1, -1) }
        : { text, parentheses: undefined },
    );
  }
  return segments;
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw fail('segmentUnknown', { segment: raw });
  }
}

/** The key that a key predicate holds (OData 4.01 Part 2, section 4.3.1): `'a''b'`, `id='a'`, or bare. */
export function keyOf(predicate: string): string {
  const value = /^\s*id\s*=\s*(.*)$/i.exec(predicate)?.[1] ?? predicate;
  const quotes = /^\s*'((?:[^']|'')*)'\s*$/.exec(value)?.[1];
  return quotes === undefined ? value : quotes.replaceAll("''", "'");
}

/** A key as URLs in answers write it: `('a''b%40c')`. */
export function quotedKey(key: string): string {
  return `('${encodeURIComponent(key.replaceAll("'", "''"))}')`;
}
