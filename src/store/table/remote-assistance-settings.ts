import { forUpdate } from '../for-update.ts';
import type { RemoteAssistanceSettingsTable } from '../schema/connection.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type RemoteAssistanceSettings = Omit<RemoteAssistanceSettingsTable, 'tenant_id'>;

/** `undefined` where nothing was ever set. */
export function findRemoteAssistanceSettings(db: TenantDb): Promise<RemoteAssistanceSettings | undefined> {
  const select = db.sql.selectFrom('remote_assistance_settings').selectAll();
  return select.where('tenant_id', '=', db.tenantId).executeTakeFirst();
}

/** The settings as they are, `defaults` where nothing was ever set, held against every other writer until the transaction ends. */
export async function lockRemoteAssistanceSettings(
  tx: TenantTx,
  defaults: RemoteAssistanceSettings,
): Promise<RemoteAssistanceSettings> {
  const insert = tx.sql.insertInto('remote_assistance_settings').values({ ...defaults, tenant_id: tx.tenantId });
  await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).execute();
  const select = tx.sql.selectFrom('remote_assistance_settings').selectAll().where('tenant_id', '=', tx.tenantId);
  return select.$call(forUpdate(tx)).executeTakeFirstOrThrow();
}

export async function updateRemoteAssistanceSettings(
  tx: TenantTx,
  changes: Partial<RemoteAssistanceSettings>,
): Promise<void> {
  const update = tx.sql.updateTable('remote_assistance_settings').set(changes);
  await update.where('tenant_id', '=', tx.tenantId).execute();
}
