/** In characters: a text that short is parsed at once, whatever it nests. */
const short = 4096;
/** Levels of arrays and objects: more than anybody's answer has. A million of them take seconds to parse, in which nobody else is served. */
const deepest = 256;

/** The value of a JSON text (RFC 8259); `undefined` where it is none, or one that nests without end. */
export function parsedJson(text: string): unknown {
  if (text.length > short && isTooDeep(text)) return undefined;
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

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at + 1);
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > deepest) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
    }
  }
  return false;
}

const quote = 0x22;

/** A quote behind an even number of backslashes. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
