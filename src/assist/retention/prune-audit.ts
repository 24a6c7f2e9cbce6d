import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { hasAuditEventsBefore, pruneAuditEvents } from '../../store/table/audit/audit-events.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { everyDay } from '../every-day.ts';

const eventsAtOnce = 1000;

/** Once a day removes the audit events that are older than the retention, of every tenant, until `stop`. It never rejects. */
export function pruneAudit(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, clock, auditRetentionMs } = assist;
  return everyDay(assist, stop, 'removing audit events that are too old', async (tenantId) => {
    const before = dateTimeOf(Math.max(0, clock.now() - auditRetentionMs));
    while (!stop.aborted && (await database.read(tenantId, (db) => hasAuditEventsBefore(db, before)))) {
      if ((await pruneSome(assist, tenantId, before)) < eventsAtOnce) break;
    }
  });
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
