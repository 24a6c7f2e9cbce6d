import { dateTimeOf } from '../edm/date-time.ts';
import { activities } from '../model/audit-activities.ts';
import { hasAuditEventsBefore, pruneAuditEvents } from '../store/audit-events.ts';
import type { Assist } from './assist.ts';
import { audit } from './audit.ts';

const intervalMs = 24 * 60 * 60 * 1000;
const tenantsAtOnce = 100;
const eventsAtOnce = 1000;

/** Once a day removes the audit events that are older than the retention, of every tenant, until `stop`. It never rejects. */
export async function pruneAudit(assist: Assist, stop: AbortSignal): Promise<void> {
  const { clock, log } = assist;
  while (!stop.aborted) {
    try {
      await pruneAll(assist, stop);
    } catch (err) {
      log.error({ err }, 'removing audit events that are too old was interrupted; it goes on in a day');
    }
    await clock.wait(intervalMs, stop);
  }
}

async function pruneAll(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, clock, auditRetentionMs } = assist;
  const before = dateTimeOf(Math.max(0, clock.now() - auditRetentionMs));
  for (let after: string | undefined = ''; after !== undefined; ) {
    const tenants: string[] = await database.tenants({ after, limit: tenantsAtOnce });
    for (const tenantId of tenants) {
      while (!stop.aborted && (await database.read(tenantId, (db) => hasAuditEventsBefore(db, before)))) {
        if ((await pruneSome(assist, tenantId, before)) < eventsAtOnce) break;
      }
    }
    after = stop.aborted ? undefined : tenants.at(-1);
  }
}

/** Some at a time, because nobody can write to the tenant's trail meanwhile. That they are gone is on record as they go. */
function pruneSome({ database }: Assist, tenantId: string, before: string): Promise<number> {
  return database.write(tenantId, async (tx) => {
    const removed = await pruneAuditEvents(tx, before, eventsAtOnce);
    if (removed === 0) return 0;
    await audit(tx, 'service', {
      activity: activities.auditPruned,
      resource: { id: tenantId, displayName: null },
      changes: [
        { name: 'Events', from: removed, to: 0 },
        { name: 'OlderThan', from: null, to: before },
      ],
    });
    return removed;
  });
}
