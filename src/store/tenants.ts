import { prepared } from './prepared.ts';
import type { TenantTable } from './schema.ts';
import type { TenantDb, TenantTx } from './tenant.ts';

const select = prepared<never, TenantTable>([], (sql, { tenantId }) =>
  sql.selectFrom('tenants').selectAll().where('tenant_id', '=', tenantId),
);

export async function findTenant(db: TenantDb): Promise<TenantTable | undefined> {
  const [tenant] = await select(db, {});
  return tenant;
}

/** Adds the tenant of `tx`; `false` when it is there already, and then unchanged. */
export async function insertTenant(
  tx: TenantTx,
  tenant: Omit<TenantTable, 'tenant_id' | 'created_at'>,
): Promise<boolean> {
  const row = { ...tenant, tenant_id: tx.tenantId, created_at: tx.now };
  const insert = tx.sql.insertInto('tenants').values(row);
  const result = await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** `false` when there is no such tenant. */
export async function setSubscriptionState(tx: TenantTx, subscriptionState: string): Promise<boolean> {
  const update = tx.sql.updateTable('tenants').set({ subscriptionState }).where('tenant_id', '=', tx.tenantId);
  const result = await update.executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
