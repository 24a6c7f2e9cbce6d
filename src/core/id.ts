import { createHash, randomFillSync, randomUUID } from 'node:crypto';

/** A new random identifier in Graph's spelling: a lower-case GUID (RFC 9562, version 4). */
export function newId(): string {
  return randomUUID();
}

/**
 * A new identifier that sorts behind every earlier one of its maker (RFC 9562, version 7, with a counter as in section 6.2, method 1).
 *
 * @param milliseconds since the epoch
 * @param counter tells apart what is made in the same millisecond; it may start anywhere
 */
export function newOrderedId(milliseconds: number, counter: number): string {
  if (milliseconds !== lastTime.at) lastTime = { at: milliseconds, text: timeOf(milliseconds) };
  return `${lastTime.text}${hexOf(counter & 0x0fff)}-${randomEnd()}`;
}

/** Many are made in one millisecond. */
let lastTime = { at: Number.NaN, text: '' };

/** What stands before the counter. */
function timeOf(milliseconds: number): string {
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

function hexOf(number: number): string {
  return (number + 0x1000).toString(16).slice(1);
}

let recorded = 0;

/**
 * A new identifier of a record that is made at `milliseconds` since the epoch. Those made together lie together in an index, so that a
 * commit of many writes a few of its pages, not one for each.
 */
export function newRecordId(milliseconds: number): string {
  return newOrderedId(milliseconds, recorded++);
}

// Asking the system for random bytes, and writing them as digits, costs more than all else that an id takes, so it is done for many at a time. Each is
// given once.
const pool = Buffer.alloc(512 * 8);
let digits = '';
let used = 0;

/** What stands behind the counter: the variant, and 62 random bits. */
function randomEnd(): string {
  if (used === digits.length) {
    randomFillSync(pool);
    for (let index = 0; index < pool.length; index += 8) pool[index] = ((pool[index] ?? 0) & 0x3f) | 0x80;
    digits = pool.toString('hex');
    used = 0;
  }
  used += 16;
  return `${digits.slice(used - 16, used - 12)}-${digits.slice(used - 12, used)}`;
}

/** The same identifier for the same names, wherever it is made (RFC 9562, version 8), so that replicas that race make one thing. */
export function derivedId(...names: readonly string[]): string {
  const bytes = createHash('sha256').update(names.join('\n')).digest().subarray(0, 16);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x80, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  return spelled(bytes);
}

function spelled(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
