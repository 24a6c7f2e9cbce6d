/**
 * A value written in the Distinguished Encoding Rules (ITU-T X.690, section 10): as much of them as a time stamp needs, because a
 * production installation brings no library for them.
 */
export interface Der {
  readonly tag: number;
  /** All of it, tag and length included. */
  readonly bytes: Buffer;
  /** What is behind tag and length. */
  readonly content: Buffer;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
};

/** The tag of what is in place of a value's own: `[number]`, constructed. */
export const contextTag = (number: number) => 0xa0 | number;

/** The values that stand one behind the other. @throws Error where the bytes are no DER */
export function readDer(bytes: Buffer): Der[] {
  const values: Der[] = [];
  for (let start = 0; start < bytes.length; ) {
    const tag = bytes.readUInt8(start);
    const first = bytes[start + 1] ?? 0x80;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if ((tag & 0x1f) === 0x1f || first === 0x80 || lengthBytes > 4) throw new Error('it is not written as DER');
    const behind = start + 2 + lengthBytes;
    if (behind > bytes.length) throw new Error('it ends too early');
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(start + 2, lengthBytes);
    const end = behind + length;
    if (end > bytes.length) throw new Error('it ends too early');
    values.push({ tag, bytes: bytes.subarray(start, end), content: bytes.subarray(behind, end) });
    start = end;
  }
  return values;
}

/** What is inside a value of that tag. @throws Error where it has another */
export function inside(value: Der | undefined, tag: number = tags.sequence): Der[] {
  return readDer(contentOf(value, tag));
}

/** @throws Error where the value has another tag */
export function contentOf(value: Der | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new Error(`it has no value with the tag ${tag} where one belongs`);
  return value.content;
}

/** An object identifier as the hexadecimal digits of its content. */
export function oidOf(value: Der | undefined): string {
  return contentOf(value, tags.oid).toString('hex');
}

export function writeDer(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length > 0x7f) throw new RangeError('nothing that is written here is as long as that');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
