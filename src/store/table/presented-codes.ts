import type { PresentedCodeTable } from '../schema/connection.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type PresentedCode = Omit<PresentedCodeTable, 'tenant_id'>;

/** Keeps a code that is about to be presented to the partner, until what came of it is committed. */
export async function insertPresentedCode(tx: TenantTx, row: PresentedCode): Promise<void> {
  await tx.sql
    .insertInto('presented_codes')
    .values({ ...row, tenant_id: tx.tenantId })
    .execute();
}

export function findPresentedCode(db: TenantDb, id: string): Promise<PresentedCode | undefined> {
  const select = db.sql.selectFrom('presented_codes').selectAll();
  return select.where('tenant_id', '=', db.tenantId).where('id', '=', id).executeTakeFirst();
}

/** The codes whose outcome is not committed. */
export function listPresentedCodes(db: TenantDb): Promise<PresentedCode[]> {
  return db.sql.selectFrom('presented_codes').selectAll().where('tenant_id', '=', db.tenantId).execute();
}

/** Puts another seal in the place of the one that was read. */
export async function replaceCode(
  tx: TenantTx,
  id: string,
  sealed: Pick<PresentedCode, 'wrapped_key' | 'sealed_verifier' | 'sealed_code'>,
): Promise<void> {
  const update = tx.sql.updateTable('presented_codes').set(sealed).where('tenant_id', '=', tx.tenantId);
  await update.where('id', '=', id).execute();
}

/** Takes it out, because what came of it is being committed; of several that try a single one gets it. */
export function takePresentedCode(tx: TenantTx, id: string): Promise<PresentedCode | undefined> {
  const deletion = tx.sql.deleteFrom('presented_codes').where('tenant_id', '=', tx.tenantId).where('id', '=', id);
  return deletion.returningAll().executeTakeFirst();
}
