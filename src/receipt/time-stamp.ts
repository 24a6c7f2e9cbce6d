import { contentOf, contextTag, type Der, inside, oidOf, readDer, tags, writeDer } from './der.ts';

/** What a time stamp token states (RFC 3161, section 2.4.2, `TSTInfo`), and what its signature is over. */
export interface TimeStamp {
  /** What was stamped: its SHA-256, in lower-case hexadecimal digits. */
  readonly imprint: string;
  /** When, as the authority says. */
  readonly time: Date;
  /** In hexadecimal digits; `undefined` where the token repeats none. */
  readonly nonce: string | undefined;
  /** The DER of `TSTInfo`. */
  readonly content: Buffer;
  /** The members of the CMS `SignedData` around it (RFC 5652, section 5.1). */
  readonly signedData: readonly Der[];
}

/** 2.16.840.1.101.3.4.2.1 */
const sha256 = '608648016503040201';
/** 1.2.840.113549.1.7.2 */
const signedDataType = '2a864886f70d010702';
/** 1.2.840.113549.1.9.16.1.4 */
const timeStampType = '2a864886f70d0109100104';

/** The DER of a request for a time stamp over a SHA-256 (RFC 3161, section 2.4.1); the authority's certificate is asked for. */
export function timeStampRequest(hash: Buffer, nonce: Buffer): Buffer {
  const algorithm = writeDer(tags.sequence, writeDer(tags.oid, Buffer.from(sha256, 'hex')), writeDer(tags.null));
  return writeDer(
    tags.sequence,
    writeDer(tags.integer, Buffer.from([1])),
    writeDer(tags.sequence, algorithm, writeDer(tags.octets, hash)),
    writeDer(tags.integer, nonce),
    writeDer(tags.boolean, Buffer.from([0xff])),
  );
}

/** The DER of the token in an authority's answer (RFC 3161, section 2.4.2). @throws Error that says what the answer lacks */
export function tokenOf(response: Buffer): Buffer {
  const [status, token] = inside(readDer(response)[0]);
  const code = contentOf(inside(status)[0], tags.integer);
  const granted = code.length === 1 && (code[0] === 0 || code[0] === 1);
  if (!granted || !token) throw new Error('the authority granted no time stamp');
  return token.bytes;
}

/** @throws Error where the bytes are no time stamp token over a SHA-256 */
export function readTimeStamp(token: Buffer): TimeStamp {
  const [type, wrapped] = inside(readDer(token)[0]);
  if (oidOf(type) !== signedDataType) throw new Error('it is no CMS SignedData');
  const signedData = inside(inside(wrapped, contextTag(0))[0]);
  const [contentType, eContent] = inside(signedData[2]);
  if (oidOf(contentType) !== timeStampType) throw new Error('it signs something else than a time stamp');
  const content = contentOf(inside(eContent, contextTag(0))[0], tags.octets);
  const info = inside(readDer(content)[0]);
  const [algorithm, hashed] = inside(info[2]);
  if (oidOf(inside(algorithm)[0]) !== sha256) throw new Error('it is over no SHA-256');
  return {
    imprint: contentOf(hashed, tags.octets).toString('hex'),
    time: timeOf(contentOf(info[4], tags.time).toString('latin1')),
    nonce: info
      .slice(5)
      .find(({ tag }) => tag === tags.integer)
      ?.content.toString('hex'),
    content,
    signedData,
  };
}

/** A `GeneralizedTime` of DER: in UTC, maybe with a fraction of a second. */
function timeOf(text: string): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\.\d+)?)Z$/.exec(text) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) throw new Error('it states no time');
  return time;
}
