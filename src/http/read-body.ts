import type { IncomingMessage } from 'node:http';

/** The body is longer than the service reads. */
export class BodyTooLarge extends Error {}

/** Whether a request says that it has a body (RFC 9112, section 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads the body of a request.
 *
 * @throws BodyTooLarge as soon as that is known; the rest is not kept. Another error when the client gives up.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    request
      .on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > limitBytes) {
          chunks.length = 0;
          reject(new BodyTooLarge());
        } else chunks.push(chunk);
      })
      .once('end', resolve)
      .once('error', reject);
  });
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks, length);
}
