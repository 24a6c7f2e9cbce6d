import { forUpdate } from '../for-update.ts';
import type { TenantTx } from '../tenant.ts';

/**
 * Removes sessions that are over and were asked for before `before` (canonical date), the oldest first.
 * @returns how many, `limit` at most
 */
export async function deleteFinishedSessions(tx: TenantTx, before: string, limit: number): Promise<number> {
  const old = await tx.sql
    .selectFrom('sessions')
    .select('id')
    .where('tenant_id', '=', tx.tenantId)
    .where('requestedDateTime', '<', before)
    .where('status', 'in', ['closed', 'failed'])
    .orderBy('requestedDateTime')
    .orderBy('id')
    .limit(limit)
    .$call(forUpdate(tx, 'skip'))
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.sql.deleteFrom('sessions').where('tenant_id', '=', tx.tenantId).where('id', 'in', ids).execute();
  return ids.length;
}
