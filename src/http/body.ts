import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Gathered } from '../core/gathered.ts';
import { fail } from '../model/failures.ts';
import type { HeldBody } from './long-bodies.ts';

/** What a request brings beside its head. */
export interface Body {
  /**
   * Reads all of it, and undoes its `Content-Encoding`.
   *
   * @param limitBytes of what was sent, and of what it inflates to
   * @param held is told of what is read
   * @throws `bodyTooLarge` as soon as that is known, `bodyEncoding`, `bodyMalformed`, and what `held` throws
   */
  bytes(limitBytes: number, held?: HeldBody): Promise<Buffer | undefined>;
  /** What was read, for whoever keeps a record of requests; `undefined` where nobody asked for it. */
  readonly seen: Buffer | undefined;
}

const noBody: Body = { bytes: async () => undefined, seen: undefined };

/** The body of a request inside a `$batch`: it has come with the batch, and counts there. */
export function stepBody(bytes: Buffer | undefined, encoding: string | undefined): Body {
  if (!bytes) return noBody;
  return {
    async bytes(limitBytes) {
      if (isEncoded(encoding)) throw fail('bodyEncoding', { encoding: encoding.slice(0, 40), accepted: 'none here' });
      if (bytes.length > limitBytes) throw fail('bodyTooLarge', { limitBytes });
      return bytes;
    },
    seen: bytes,
  };
}

/** The body of a request that came by itself, if it says that it has one. */
export function sentBody(request: IncomingMessage, response: ServerResponse): Body {
  return isEmpty(request) ? noBody : new SentBody(request, response);
}

/** Whether a request says that it has no body (RFC 9112, section 6). */
function isEmpty({ headers }: IncomingMessage): boolean {
  const { 'transfer-encoding': chunked, 'content-length': length } = headers;
  return chunked === undefined && (length === undefined || length === '0');
}

/**
 * What has no body needs no stream to be led to its end, which is a twentieth of a disconnect. Node's `optimizeEmptyRequests` knows those
 * without a Content-Length alone; clients that POST nothing send one of 0. Where Node stops having the method, the stream ends by itself.
 */
export function endEmpty(request: IncomingMessage & { readonly _dumpAndCloseReadable?: () => void }): void {
  if (isEmpty(request)) request._dumpAndCloseReadable?.();
}

const gunzipBytes = promisify(gunzip);

class SentBody implements Body {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  seen: Buffer | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  async bytes(limitBytes: number, held?: HeldBody): Promise<Buffer> {
    const { 'content-length': length, 'content-encoding': encoding, expect } = this.#request.headers;
    const isCompressed = isEncoded(encoding);
    // One of the two names is older (RFC 9110, section 8.4.1.3).
    if (isCompressed && !/^(?:x-)?gzip$/i.test(encoding)) {
      throw fail('bodyEncoding', { encoding: encoding.slice(0, 40), accepted: 'gzip or none' });
    }
    if (Number(length ?? 0) > limitBytes) throw fail('bodyTooLarge', { limitBytes });
    if (expect?.toLowerCase() === '100-continue') this.#response.writeContinue();
    const sent = await collected(this.#request, limitBytes, held);
    const body = isCompressed && sent.length > 0 ? await inflated(sent, limitBytes) : sent;
    if (body !== sent) held?.add(body.length);
    this.seen = body;
    return body;
  }
}

function isEncoded(encoding: string | undefined): encoding is string {
  return encoding !== undefined && !/^(?:identity)?$/i.test(encoding);
}

function collected(request: IncomingMessage, limitBytes: number, held: HeldBody | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let body = new Gathered();
    const take = (chunk: Buffer) => {
      try {
        if (body.length + chunk.length > limitBytes) throw fail('bodyTooLarge', { limitBytes });
        held?.add(chunk.length);
        body.add(chunk);
      } catch (refusal) {
        request.off('data', take);
        body = new Gathered();
        reject(refusal);
      }
    };
    const givenUp = (cause?: unknown) =>
      reject(fail('bodyMalformed', { problem: 'it did not arrive whole' }, { cause }));
    // The client may have gone while its token was looked at.
    if (request.destroyed) return givenUp();
    request
      .on('data', take)
      .once('end', () => resolve(body.bytes()))
      .once('error', givenUp)
      .once('close', givenUp);
  });
}

/** Inflates away from the thread that answers, and never beyond the limit. */
async function inflated(sent: Buffer, limitBytes: number): Promise<Buffer> {
  try {
    return await gunzipBytes(sent, { maxOutputLength: limitBytes });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const problem = 'it is not what gzip makes, which its Content-Encoding declares, or is cut off';
    throw tooLarge ? fail('bodyTooLarge', { limitBytes }) : fail('bodyMalformed', { problem }, { cause });
  }
}

/** Up to here the rest of a body that nobody wanted is taken and dropped, and the connection goes on. */
const shortBytes = 64 * 1024;

/**
 * Whether what a client is still sending makes its connection useless for another request: a body that is long or says not how long it is,
 * or one that waits for the word to come (RFC 9110, section 10.1.1).
 */
export function isLeftUnread({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  const { 'transfer-encoding': chunked, 'content-length': length, expect } = headers;
  return chunked !== undefined || Number(length ?? 0) > shortBytes || (expect !== undefined && length !== undefined);
}

/** How long a body that nobody wanted is taken and dropped, so that the client reads its answer before the connection ends. */
const dropMs = 1000;

/** Drops what is left of a body, until its end or for a second. */
export function dropped(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve();
    const timer = setTimeout(resolve, dropMs);
    const ended = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', ended).once('close', ended).resume();
  });
}
