import type { TenantTx } from '../tenant.ts';

/** Notes that the tenant is given a partner for a connector; `false` when it was before. */
export async function noteProvided(tx: TenantTx, connector: string): Promise<boolean> {
  const result = await tx.sql
    .insertInto('provided_partners')
    .values({ tenant_id: tx.tenantId, connector })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'connector']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
