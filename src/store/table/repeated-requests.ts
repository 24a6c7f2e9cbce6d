import type { TenantTx } from '../tenant.ts';

/**
 * Notes that a request makes `resourceId`, unless it was noted since `since` that it made something: then that is the answer. Of two
 * at the same time the second waits for the first.
 */
export async function claimRequest(
  tx: TenantTx,
  key: string,
  resourceId: string,
  since: number,
): Promise<string | undefined> {
  const row = { tenant_id: tx.tenantId, request_key: key, resource_id: resourceId, made_at: tx.now };
  const inserted = await tx.sql
    .insertInto('repeated_requests')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'request_key'])
        .doUpdateSet({ resource_id: resourceId, made_at: tx.now })
        .where('repeated_requests.made_at', '<', since as typeof tx.now),
    )
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return undefined;
  const earlier = tx.sql.selectFrom('repeated_requests').select('resource_id').where('tenant_id', '=', tx.tenantId);
  return (await earlier.where('request_key', '=', key).executeTakeFirst())?.resource_id;
}

/** Keeps what came of a request that was claimed, in the place of the id. */
export async function keepOfRequest(tx: TenantTx, key: string, kept: string): Promise<void> {
  const update = tx.sql
    .updateTable('repeated_requests')
    .set({ resource_id: kept })
    .where('tenant_id', '=', tx.tenantId);
  await update.where('request_key', '=', key).execute();
}

export async function removeRequestsBefore(tx: TenantTx, before: number): Promise<void> {
  const deletion = tx.sql.deleteFrom('repeated_requests').where('tenant_id', '=', tx.tenantId);
  await deletion.where('made_at', '<', before as typeof tx.now).execute();
}
