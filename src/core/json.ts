/** In characters: a text that short is parsed at once, whatever it nests. */
const short = 4096;
/** Levels of arrays and objects: more than anybody's answer has. A million of them take seconds to parse, in which nobody else is served. */
const deepest = 256;

/** The value of a JSON text (RFC 8259); `undefined` where it is none, or one that nests without end. */
export function parsedJson(text: string): unknown {
  if (text.length > short && measureJson(text, { depth: deepest }) === 'tooDeep') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value that was read from JSON is an object (RFC 8259, section 4), which an array is not. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is told of a JSON text before it is parsed. */
export interface JsonMeasure {
  /** How many members its objects are written with, all of them together. */
  readonly members: number;
  /** Where the longest array that is a member of the outermost value is opened, where the commas between its items stand, and where it is closed. */
  readonly items: readonly number[];
}

/**
 * Looks a JSON text over before it is parsed; or tells what it has too much of. It is told by brackets, colons and commas alone, at 1 to 4 nanoseconds a
 * character: what parsing costs as well.
 */
export function measureJson(
  text: string,
  most: { readonly depth: number; readonly values?: number },
): JsonMeasure | 'tooDeep' | 'tooMany' {
  const { depth: deepest, values: mostValues = Number.POSITIVE_INFINITY } = most;
  let depth = 0;
  let values = 1;
  let members = 0;
  let array: number[] | undefined;
  let items: readonly number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case 0x22: // "
        at = endOfString(text, at + 1);
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++depth > deepest) return 'tooDeep';
        if (depth === 2) array = code === 0x5b ? [at] : undefined;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        if (depth === 2 && array && array.push(at) > items.length) items = array;
        depth--;
        break;
      case 0x3a: // :
        members++;
        break;
      case 0x2c: // ,
        if (++values > mostValues) return 'tooMany';
        if (depth === 2) array?.push(at);
    }
  }
  return { members, items };
}

/** A quote behind an even number of backslashes. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
