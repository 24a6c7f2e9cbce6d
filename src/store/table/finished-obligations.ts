import { forUpdate } from '../for-update.ts';
import type { TenantTx } from '../tenant.ts';

/**
 * Removes obligations that were met or taken back before `before` (canonical date), the oldest first.
 * @returns how many, `limit` at most
 */
export async function deleteFinishedObligations(tx: TenantTx, before: string, limit: number): Promise<number> {
  const old = await tx.sql
    .selectFrom('obligations')
    .select('id')
    .where('tenant_id', '=', tx.tenantId)
    // What was met then was owed then, and by that there is an index.
    .where('createdDateTime', '<', before)
    .where('completedDateTime', '<', before)
    .where('status', 'in', ['done', 'cancelled'])
    .orderBy('createdDateTime')
    .orderBy('id')
    .limit(limit)
    .$call(forUpdate(tx, 'skip'))
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.sql.deleteFrom('obligations').where('tenant_id', '=', tx.tenantId).where('id', 'in', ids).execute();
  return ids.length;
}
