import type { ReceiptClaims } from '../../receipt/claims.ts';
import { readTimeStamp } from '../../receipt/time-stamp.ts';
import { stampedHash } from '../../receipt/time-stamping.ts';
import { timeStampProblem } from '../../receipt/verify-time-stamp.ts';
import { readText } from './read-receipt.ts';

/** Whether the time stamp of a receipt is over its other claims, and where an authority's certificate is given, by that authority. */
export async function checkTimeStamp(
  claims: ReceiptClaims,
  authorityFile: string | undefined,
): Promise<{ readonly problems: readonly string[]; readonly told: string }> {
  const authority = authorityFile === undefined ? undefined : await readText(authorityFile);
  try {
    const stamp = readTimeStamp(Buffer.from(String(claims.timeStamp), 'base64'));
    const isOfClaims = stamp.imprint === stampedHash(claims).toString('hex');
    const problem = authority === undefined ? undefined : timeStampProblem(stamp, authority);
    const who =
      authority === undefined ? '; who gave it is not checked: --authority FILE does' : ', by the given authority';
    return {
      problems: [
        ...(isOfClaims ? [] : ['the claim timeStamp: it is over other claims than these']),
        ...(problem ? [`the claim timeStamp: ${problem}`] : []),
      ],
      told: `Its time stamp says that it was there at ${stamp.time.toISOString()}${who}.`,
    };
  } catch (error) {
    return { problems: [`the claim timeStamp: ${(error as Error).message}`], told: '' };
  }
}
