import { isUtf8 } from 'node:buffer';
import { fail } from '../../model/failures.ts';

/**
 * The text of a body in UTF-8 (RFC 8259, section 8.1), or in the charset that its Content-Type declares. Octets that are no text there
 * are refused: what stands in for them would be stored.
 *
 * @throws `bodyCharset`
 */
export function textOf(bytes: Buffer, contentType: string | undefined): string {
  const declared = charsetOf(contentType);
  const charset = declared === 'utf-16' && bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : (declared ?? 'utf-8');
  if (charset === 'utf-8' || charset === 'utf8') {
    // A byte order mark is no part of JSON, but PowerShell writes one.
    if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
    throw fail('bodyCharset', {
      problem: declared
        ? 'the body is not written in UTF-8, which its Content-Type declares'
        : 'the body is not written in UTF-8; write it so, or declare what it is written in, such as charset=windows-1252',
    });
  }
  const decoder = decoderOf(charset);
  if (!decoder) throw fail('bodyCharset', { problem: `the charset '${charset.slice(0, 40)}' is not known; use utf-8` });
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw fail(
      'bodyCharset',
      { problem: `the body is not written in ${charset}, which its Content-Type declares` },
      { cause },
    );
  }
}

/** A Content-Type without the charset, for what was decoded already. */
export function withoutCharset(contentType: string): string {
  return contentType.replace(charsetPattern, '');
}

const charsetPattern = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i;

function charsetOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = (contentType && charsetPattern.exec(contentType)) || [];
  return (quoted ?? plain)?.trim().toLowerCase();
}

function decoderOf(charset: string) {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}
