import type { ObligationKind } from '../../model/obligation.ts';
import type { Duty } from '../../obligations/duty.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { Assist } from '../assist.ts';

/**
 * A duty that spares partners which rest: what could not be called is no failed attempt. When a person asked for the attempt, the
 * partner is called all the same, once, and if it answers it is back for everybody.
 */
export function sparing<K extends ObligationKind>({ connectors }: Assist, duty: Duty<K>): Duty<K> {
  return async (job, steps) => {
    // The others rest on.
    const isMeant = ({ name }: { readonly name: string }) => job.connector === null || name === job.connector;
    if (job.probe) for (const connector of connectors) if (isMeant(connector)) connector.wake();
    try {
      return await duty(job, steps);
    } catch (error) {
      if (!(error instanceof PartnerFailure) || error.reason !== 'resting') throw error;
      return { kind: 'untried', inMs: error.retryAfter ?? 1000, reason: error.message };
    }
  };
}
