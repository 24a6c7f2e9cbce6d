import { forUpdate } from '../for-update.ts';
import { prepared } from '../prepared.ts';
import type { TenantTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

const select = prepared<never, TenantTable>([], (sql, { tenantId }) =>
  sql.selectFrom('tenants').selectAll().where('tenant_id', '=', tenantId),
);

export async function findTenant(db: TenantDb): Promise<TenantTable | undefined> {
  const [tenant] = await select(db, {});
  return tenant;
}

/** Whether an organisation is served. */
export function isServed({ subscriptionState }: Pick<TenantTable, 'subscriptionState'>): boolean {
  return subscriptionState === 'active' || subscriptionState === 'warning';
}

/** Whether an organisation is served from another database now, which has all that it had here but its trail. */
export function isMoved({ subscriptionState }: Pick<TenantTable, 'subscriptionState'>): boolean {
  return subscriptionState === 'deleted';
}

/** Adds the tenant of `tx`; `false` when it is there already, and then unchanged. */
export async function insertTenant(
  tx: TenantTx,
  tenant: Omit<TenantTable, 'tenant_id' | 'created_at' | 'suspended_at'>,
): Promise<boolean> {
  const row = { ...tenant, tenant_id: tx.tenantId, created_at: tx.now, suspended_at: null };
  const insert = tx.sql.insertInto('tenants').values(row);
  const result = await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The tenant as it is, held against every other writer until the transaction ends. */
export function lockTenant(tx: TenantTx): Promise<TenantTable | undefined> {
  const select = tx.sql.selectFrom('tenants').selectAll().where('tenant_id', '=', tx.tenantId);
  return select.$call(forUpdate(tx)).executeTakeFirst();
}

/** Notes since when it is disabled, too. `false` when there is no such tenant. */
export async function setSubscriptionState(
  tx: TenantTx,
  subscriptionState: TenantTable['subscriptionState'],
): Promise<boolean> {
  const suspended_at = subscriptionState === 'disabled' ? tx.now : null;
  const changes = { subscriptionState, suspended_at };
  const update = tx.sql.updateTable('tenants').set(changes).where('tenant_id', '=', tx.tenantId);
  const result = await update.executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
