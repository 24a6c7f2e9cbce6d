import type { Assist } from './assist.ts';

const intervalMs = 24 * 60 * 60 * 1000;
const tenantsAtOnce = 100;

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
      for (let after: string | undefined = ''; after !== undefined; ) {
        const tenants: string[] = await database.tenants({ after, limit: tenantsAtOnce });
        for (const tenantId of tenants) {
          // One for which it cannot be done keeps none of the others from it.
          if (!stop.aborted) await ofTenant(tenantId).catch((err: unknown) => interrupted(err, tenantId));
        }
        after = stop.aborted ? undefined : tenants.at(-1);
      }
    } catch (err) {
      interrupted(err);
    }
    await clock.wait(intervalMs, stop);
  }
}
