import type { Selectable } from 'kysely';
import { forUpdate } from '../for-update.ts';
import type { RequestWindowTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type RequestWindow = Omit<Selectable<RequestWindowTable>, 'tenant_id'>;

/** The windows of these budgets as they are, held against every other replica until the transaction ends; those that exist. */
export function lockRequestWindows(tx: TenantTx, budgets: readonly string[]): Promise<RequestWindow[]> {
  return (
    tx.sql
      .selectFrom('request_windows')
      .select(['budget', 'period', 'earlier', 'current'])
      .where('tenant_id', '=', tx.tenantId)
      .where('budget', 'in', budgets)
      // One order for all, so that nobody waits for each other in a ring.
      .orderBy('budget')
      .$call(forUpdate(tx))
      .execute()
  );
}

/** Begins windows that do not exist, empty; waits for who begins the same. */
export async function beginRequestWindows(tx: TenantTx, budgets: readonly string[], period: number): Promise<void> {
  const rows = budgets.map((budget) => ({ tenant_id: tx.tenantId, budget, period, earlier: 0, current: 0 }));
  const insert = tx.sql.insertInto('request_windows').values(rows);
  await insert.onConflict((conflict) => conflict.columns(['tenant_id', 'budget']).doNothing()).execute();
}

export async function saveRequestWindows(tx: TenantTx, windows: readonly RequestWindow[]): Promise<void> {
  await tx.sql
    .insertInto('request_windows')
    .values(windows.map((window) => ({ ...window, tenant_id: tx.tenantId })))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'budget']).doUpdateSet((eb) => ({
        period: eb.ref('excluded.period'),
        earlier: eb.ref('excluded.earlier'),
        current: eb.ref('excluded.current'),
      })),
    )
    .execute();
}

/** Whether a window was last drawn on before `period`. */
export async function hasRequestWindowsBefore(db: TenantDb, period: number): Promise<boolean> {
  const select = db.sql.selectFrom('request_windows').select('budget').where('tenant_id', '=', db.tenantId);
  return (await select.where('period', '<', period).limit(1).executeTakeFirst()) !== undefined;
}

/** Removes the windows of those who have not asked for anything since `period`. */
export async function removeRequestWindowsBefore(tx: TenantTx, period: number): Promise<void> {
  const deletion = tx.sql.deleteFrom('request_windows').where('tenant_id', '=', tx.tenantId);
  await deletion.where('period', '<', period).execute();
}
