import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { hasAuditEventsBefore, pruneAuditEvents } from '../../store/table/audit/audit-events.ts';
import { findTenant, isMoved } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { clockRestMs, everyDay } from '../every-day.ts';

const eventsAtOnce = 1000;

/** Once a day removes the audit events that are older than the retention, of every tenant, until `stop`. It never rejects. */
export function pruneAudit(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, clock, auditRetentionMs } = assist;
  const pruneTenant = async (tenantId: string) => {
    const before = beforeOf(clock.now(), auditRetentionMs);
    while (!stop.aborted && (await database.read(tenantId, (db) => hasAuditEventsBefore(db, before)))) {
      if ((await pruneSome(assist, tenantId)) < eventsAtOnce) break;
    }
  };
  return everyDay(assist, stop, 'removing audit events that are too old', pruneTenant, clockRestMs);
}

function beforeOf(now: number, retentionMs: number): string {
  return dateTimeOf(Math.max(0, now - retentionMs));
}

/**
 * Some at a time, because nobody can write to the tenant's trail meanwhile. That they are gone is on record as they go. How old they are is by the
 * database's clock, whatever that of this machine says.
 */
function pruneSome({ database, auditRetentionMs }: Assist, tenantId: string): Promise<number> {
  return database.write(tenantId, async (tx) => {
    const before = beforeOf(tx.now, auditRetentionMs);
    const removed = await pruneAuditEvents(tx, before, eventsAtOnce);
    const tenant = await findTenant(tx);
    // The trail of one that has moved goes on elsewhere, from the event that it ends with here.
    if (removed === 0 || (tenant && isMoved(tenant))) return removed;
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
