import { fail } from '../model/failures.ts';

/** Levels of arrays and objects; what the contract is written in needs eight, a `$batch` around it included. */
const maxDepth = 32;

/** Bytes for each value that a body is allowed. What is written in fewer is hardly meant as data, and costs memory a hundredfold. */
const bytesPerValue = 16;

/** A short body may hold as many values as it likes, and no body more than an import of the most devices with all their properties. */
const fewValues = 1024;
const mostValues = 65_536;

/**
 * Refuses JSON that would be dear to parse, by its brackets and commas alone, at 1 to 4 nanoseconds a byte: what parsing costs as well.
 *
 * @param limitBytes how long the body could have been, by which the number of values is limited
 * @returns how many members its objects are written with, all of them together
 * @throws `bodyTooNested`, `bodyTooManyValues`
 */
export function checkJsonSize(bytes: Buffer, limitBytes: number): number {
  const maxValues = Math.min(mostValues, Math.max(fewValues, Math.floor(limitBytes / bytesPerValue)));
  let depth = 0;
  let values = 1;
  let members = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at + 1);
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++depth > maxDepth) throw fail('bodyTooNested', { limit: maxDepth });
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x3a: // :
        members++;
        break;
      case 0x2c: // ,
        if (++values > maxValues) throw fail('bodyTooManyValues', { limit: maxValues });
    }
  }
  return members;
}

const quote = 0x22;
const backslash = 0x5c;

/** No byte of a character beyond ASCII is a quote or a backslash in UTF-8. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at++;
  }
  return bytes.length;
}
