import { readTimeStamp } from '../receipt/time-stamp.ts';
import { type Stamped, stampedHash } from '../receipt/time-stamping.ts';
import { timeStampProblem } from '../receipt/verify-time-stamp.ts';

/**
 * Whether a time stamp is over what it stands in, and where an authority's certificate (PEM) is given, by that authority.
 * @param where names what it stands in, for whoever reads the problems
 */
export function checkTimeStamp(
  stamped: Stamped,
  where: string,
  authority: string | undefined,
): { readonly problems: readonly string[]; readonly told: string } {
  try {
    const stamp = readTimeStamp(Buffer.from(String(stamped.timeStamp), 'base64'));
    const isOfThis = stamp.imprint === stampedHash(stamped).toString('hex');
    const problem = authority === undefined ? undefined : timeStampProblem(stamp, authority);
    const who =
      authority === undefined ? '; who gave it is not checked: --authority FILE does' : ', by the given authority';
    return {
      problems: [
        ...(isOfThis ? [] : [`${where}: it is over other claims than these`]),
        ...(problem ? [`${where}: ${problem}`] : []),
      ],
      told: `Its time stamp says that it was there at ${stamp.time.toISOString()}${who}.`,
    };
  } catch (error) {
    return { problems: [`${where}: ${(error as Error).message}`], told: '' };
  }
}
