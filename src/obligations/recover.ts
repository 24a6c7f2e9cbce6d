import { later } from '../core/clock.ts';
import { endingKinds } from '../model/obligation.ts';
import type { Database } from '../store/database.ts';
import { everyTenant } from '../store/every-tenant.ts';
import { hasFailing, hastenFailing } from '../store/table/obligations.ts';
import { afterCommit } from '../store/tenant.ts';

/** Over how long the attempts are spread, in milliseconds: a partner that is just back is not to be flooded. */
const endingsMs = 2000;
const othersMs = 15_000;

/**
 * After a partner was away and is back, or was away when this process had not started yet: what failed there becomes due, of all tenants, spread over
 * some seconds, endings first. Otherwise it would wait for pauses that have grown to a quarter of an hour. @throws the first failure, once all others
 * are hastened
 */
export async function hasten(database: Database, connector: string, stop: AbortSignal): Promise<void> {
  // At most starts nothing fails, and one look tells.
  if (!(await database.openObligations()).some(({ failingSince }) => failingSince !== undefined)) return;
  let failed: unknown;
  for await (const tenantId of everyTenant(database)) {
    if (stop.aborted) break;
    await hastenOf(database, tenantId, connector).catch((error: unknown) => {
      failed ??= error;
    });
  }
  if (failed) throw failed;
}

async function hastenOf(database: Database, tenantId: string, connector: string): Promise<void> {
  if (!(await database.read(tenantId, (db) => hasFailing(db, connector)))) return;
  await database.write(tenantId, async (tx) => {
    const first = later(tx.now, Math.random() * endingsMs);
    await hastenFailing(tx, connector, { kinds: endingKinds, dueAt: first });
    await hastenFailing(tx, connector, { dueAt: later(tx.now, endingsMs + Math.random() * othersMs) });
    afterCommit(tx, tx.announceDue);
  });
}
