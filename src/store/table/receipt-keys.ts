import type { Selectable } from 'kysely';
import type { ReceiptKeyTable } from '../schema/record.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type ReceiptKey = Selectable<ReceiptKeyTable>;

/** What the keys' rows stand under: they are the service's own, and tenants' ids are GUIDs. */
export const receiptKeyOwner = 'service';

/** The key that signs; `undefined` before there was one. */
export function findNewestReceiptKey(db: TenantDb): Promise<ReceiptKey | undefined> {
  return ofService(db).orderBy('generation', 'desc').limit(1).executeTakeFirst();
}

/** All keys that ever signed, the newest first. */
export function listReceiptKeys(db: TenantDb): Promise<ReceiptKey[]> {
  return ofService(db).orderBy('generation', 'desc').execute();
}

/** Adds a key, and destroys the private halves of all before it; `false`, and nothing, where another was added meanwhile. */
export async function succeedReceiptKey(
  tx: TenantTx,
  key: Omit<ReceiptKey, 'tenant_id' | 'created_at' | 'retired_at'>,
): Promise<boolean> {
  const row = { ...key, tenant_id: tx.tenantId, created_at: tx.now, retired_at: null };
  const insert = tx.sql.insertInto('receipt_keys').values(row);
  const inserted = await insert
    .onConflict((conflict) => conflict.columns(['tenant_id', 'generation']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
  await tx.sql
    .updateTable('receipt_keys')
    .set({ key_id: null, wrapped_key: null, sealed_private: null, retired_at: tx.now })
    .where('tenant_id', '=', tx.tenantId)
    .where('generation', '<', key.generation)
    .where('retired_at', 'is', null)
    .execute();
  return true;
}

function ofService(db: TenantDb) {
  return db.sql.selectFrom('receipt_keys').selectAll().where('tenant_id', '=', db.tenantId);
}
