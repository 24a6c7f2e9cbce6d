import { createHash, randomBytes } from 'node:crypto';
import { Gathered } from '../core/gathered.ts';
import type { Log } from '../core/log.ts';
import { whyUnanswered } from '../core/unanswered.ts';
import { canonicalJson } from '../store/table/audit/canonical-json.ts';
import { readTimeStamp, timeStampRequest, tokenOf } from './time-stamp.ts';

/** What a time stamp stands in, and is over but for itself. */
export interface Stamped {
  readonly timeStamp?: string | null;
}

/**
 * Gives what is stated a time stamp; `null`, and a line in the log, where the authority gives none.
 * @param what it is, for the log
 */
export type TimeStamping = (stated: object, what: string) => Promise<string | null>;

const limitMs = 10_000;
/** A time stamp has a few thousand bytes, with the certificates of its authority. */
const largestAnswer = 2 ** 20;

/** Asks the time stamp authority at `url` (RFC 3161, section 3.4). */
export function createTimeStamping(url: string, log: Log): TimeStamping {
  return async (stated, what) => {
    try {
      return (await ask(url, stampedHash(stated))).toString('base64');
    } catch (error) {
      log.warn({ reason: whyUnanswered(error), url }, `${what} has no time stamp`);
      return null;
    }
  };
}

/** What is stamped: the SHA-256 of what is stated without `timeStamp`, written as RFC 8785 says. */
export function stampedHash(stated: Stamped): Buffer {
  const { timeStamp: _, ...claims } = stated;
  return createHash('sha256').update(canonicalJson(claims), 'utf8').digest();
}

async function ask(url: string, hash: Buffer): Promise<Buffer> {
  const nonce = randomBytes(16);
  // DER has no leading zeros and no sign.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/timestamp-query' },
    body: new Uint8Array(timeStampRequest(hash, nonce)),
    redirect: 'manual',
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) throw new Error(`the time stamp authority answered ${response.status}`);
  const answer = new Gathered();
  // Authorities are usually asked over http, so that anybody on the way may answer. Leaving the loop by a throw ends the download.
  for await (const part of response.body ?? []) {
    answer.add(part);
    if (answer.length > largestAnswer)
      throw new Error(`the time stamp authority answered more than ${largestAnswer} bytes`);
  }
  const token = tokenOf(answer.bytes());
  const stamp = readTimeStamp(token);
  if (stamp.imprint !== hash.toString('hex')) throw new Error('the time stamp is over something else');
  if (stamp.nonce !== nonce.toString('hex')) throw new Error('the time stamp answers another request');
  return token;
}
