import { everyTenant } from '../store/every-tenant.ts';
import type { Assist } from './assist.ts';

const intervalMs = 24 * 60 * 60 * 1000;

/**
 * What removes by age leaves the clock of a machine that has just started this time to be put right, in milliseconds: what a wrong one removes is gone for
 * good.
 */
export const clockRestMs = 60 * 60 * 1000;

/**
 * Does something for every tenant, once a day, until `stop`. It never rejects.
 * @param what for the log: what was interrupted
 * @param restMs how long after the start for the first time
 */
export async function everyDay(
  { database, clock, log }: Assist,
  stop: AbortSignal,
  what: string,
  ofTenant: (tenantId: string) => Promise<void>,
  restMs = 0,
): Promise<void> {
  const interrupted = (err: unknown, tenantId?: string) =>
    log.error({ err, tenantId }, `${what} was interrupted; it goes on in a day`);
  if (restMs > 0) await clock.wait(restMs, stop);
  while (!stop.aborted) {
    try {
      for await (const tenantId of everyTenant(database)) {
        if (stop.aborted) break;
        // One for which it cannot be done keeps none of the others from it.
        await ofTenant(tenantId).catch((err: unknown) => interrupted(err, tenantId));
      }
    } catch (err) {
      interrupted(err);
    }
    await clock.wait(intervalMs, stop);
  }
}
