import { dateTimeOf } from '../../edm/date-time.ts';
import { workloadWindowMs } from '../../model/throttling.ts';
import { deleteFinished, finishedTables } from '../../store/table/finished-rows.ts';
import { removeRequestsBefore } from '../../store/table/repeated-requests.ts';
import { hasRequestWindowsBefore, removeRequestWindowsBefore } from '../../store/table/request-windows.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { clockRestMs, everyDay } from '../every-day.ts';
import { repeatMs } from '../once.ts';

const rowsAtOnce = 1000;

/**
 * Once a day removes sessions that are over and obligations that are met, where they are older than the retention, until `stop`. What
 * happened stays in the audit trail, for as long as that is kept.
 */
export function pruneRecords(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, clock, recordRetentionMs } = assist;
  const pruneTenant = async (tenantId: string) => {
    for (const table of finishedTables) {
      // Some at a time, so that nobody waits long; by the database's clock, whatever that of this machine says.
      const some = (tx: TenantTx) =>
        deleteFinished(tx, table, dateTimeOf(Math.max(0, tx.now - recordRetentionMs)), rowsAtOnce);
      while (!stop.aborted && (await database.write(tenantId, some)) === rowsAtOnce);
    }
    await database.write(tenantId, (tx) => removeRequestsBefore(tx, clock.now() - repeatMs));
    // Windows that moved on count for nothing.
    const period = Math.floor(clock.now() / workloadWindowMs) - 2;
    if (await database.read(tenantId, (db) => hasRequestWindowsBefore(db, period))) {
      await database.write(tenantId, (tx) => removeRequestWindowsBefore(tx, period));
    }
  };
  return everyDay(assist, stop, 'removing sessions and obligations that are too old', pruneTenant, clockRestMs);
}
