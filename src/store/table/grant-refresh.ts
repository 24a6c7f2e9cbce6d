import type { Instant } from '../../core/clock.ts';
import type { TenantTx } from '../tenant.ts';
import type { Grant } from './grants.ts';

/**
 * Takes the right to ask the partner for new tokens, until `until`; `false` when the tokens are no
 * longer those of `revision`, or another replica has the right.
 */
export async function claimRefresh(tx: TenantTx, id: string, revision: number, until: Instant): Promise<boolean> {
  const result = await tx.sql
    .updateTable('grants')
    .set({ refresh_until: until })
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where((eb) => eb.or([eb('refresh_until', 'is', null), eb('refresh_until', '<=', tx.now)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives the right back after an attempt that brought no tokens. */
export async function releaseRefresh(tx: TenantTx, id: string, revision: number): Promise<void> {
  await tx.sql
    .updateTable('grants')
    .set({ refresh_until: null })
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .execute();
}

/** Stores a new pair of tokens in the place of the one of `revision`; `false` when that is not there any more. */
export async function replaceTokens(
  tx: TenantTx,
  id: string,
  revision: number,
  sealed: Pick<Grant, 'sealed_access' | 'sealed_refresh' | 'access_expires_at'>,
): Promise<boolean> {
  const result = await tx.sql
    .updateTable('grants')
    .set((eb) => ({ ...sealed, refresh_until: null, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
