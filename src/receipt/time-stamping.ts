import { createHash, randomBytes } from 'node:crypto';
import type { Log } from '../core/log.ts';
import { canonicalJson } from '../store/table/canonical-json.ts';
import type { ReceiptClaims } from './claims.ts';
import { readTimeStamp, timeStampRequest, tokenOf } from './time-stamp.ts';

/** Gives the claims a time stamp; `null`, and a line in the log, where the authority gives none. */
export type TimeStamping = (claims: Omit<ReceiptClaims, 'timeStamp'>) => Promise<string | null>;

const limitMs = 10_000;

/** Asks the time stamp authority at `url` (RFC 3161, section 3.4). */
export function createTimeStamping(url: string, log: Log): TimeStamping {
  return async (claims) => {
    try {
      return (await ask(url, stampedHash(claims))).toString('base64');
    } catch (error) {
      log.warn({ reason: (error as Error).message, url }, 'a receipt was signed without a time stamp');
      return null;
    }
  };
}

/** What is stamped: the SHA-256 of the claims without `timeStamp`, written as RFC 8785 says. */
export function stampedHash(stated: Partial<ReceiptClaims>): Buffer {
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
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) throw new Error(`the time stamp authority answered ${response.status}`);
  const token = tokenOf(Buffer.from(await response.arrayBuffer()));
  const stamp = readTimeStamp(token);
  if (stamp.imprint !== hash.toString('hex')) throw new Error('the time stamp is over something else');
  if (stamp.nonce !== nonce.toString('hex')) throw new Error('the time stamp answers another request');
  return token;
}
