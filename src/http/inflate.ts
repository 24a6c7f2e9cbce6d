import { gunzipSync } from 'node:zlib';
import { fail } from '../model/failures.ts';

/**
 * A body without its `Content-Encoding`. SDKs may compress what they send, and repeat it plain on a 415.
 *
 * @throws `bodyEncoding`, `bodyTooLarge`, `bodyMalformed`
 */
export function inflated(
  body: Buffer | undefined,
  encoding: string | undefined,
  limitBytes: number,
): Buffer | undefined {
  if (!body || body.length === 0 || encoding === undefined || encoding.toLowerCase() === 'identity') return body;
  if (encoding.toLowerCase() !== 'gzip') throw fail('bodyEncoding', { encoding: encoding.slice(0, 40) });
  try {
    return gunzipSync(body, { maxOutputLength: limitBytes });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? fail('bodyTooLarge', { limitBytes }) : fail('bodyMalformed', undefined, { cause });
  }
}
