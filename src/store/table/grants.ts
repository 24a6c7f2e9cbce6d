import type { Selectable } from 'kysely';
import { forUpdate } from '../for-update.ts';
import { prepared } from '../prepared.ts';
import type { GrantTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type Grant = Selectable<GrantTable>;

const select = prepared<'id', Grant>(['id'], (sql, { tenantId, id }) =>
  sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id),
);

export async function findGrant(db: TenantDb, id: string): Promise<Grant | undefined> {
  const [grant] = await select(db, { id });
  return grant;
}

/** The grant of a partner that waits for somebody to stand behind it. */
export function findParkedGrant(db: TenantDb, partnerId: string): Promise<Grant | undefined> {
  const select = db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('partner_id', '=', partnerId).where('state', '=', 'parked').executeTakeFirst();
}

/** The grant as it is, held against every other writer until the transaction ends. */
export function lockGrant(tx: TenantTx, id: string): Promise<Grant | undefined> {
  const select = tx.sql.selectFrom('grants').selectAll();
  return select.where('tenant_id', '=', tx.tenantId).where('id', '=', id).$call(forUpdate(tx)).executeTakeFirst();
}

export async function insertGrant(
  tx: TenantTx,
  grant: Omit<Grant, 'tenant_id' | 'revision' | 'refresh_until' | 'requested_by'>,
): Promise<void> {
  await tx.sql
    .insertInto('grants')
    .values({ ...grant, tenant_id: tx.tenantId })
    .execute();
}

/** Changes a grant; `false` when there is no such grant. New tokens go through `grant-refresh.ts`, which counts the revision. */
export async function updateGrant(
  tx: TenantTx,
  id: string,
  changes: Partial<Omit<Grant, 'tenant_id' | 'id' | 'revision'>>,
): Promise<boolean> {
  const result = await tx.sql
    .updateTable('grants')
    .set(changes)
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Takes the sealed tokens and their data key out of the database for good; what the grant was for, and when, stays. Follow it with
 * `Database.scrub` once it is committed.
 */
export function destroyGrant(tx: TenantTx, id: string): Promise<boolean> {
  return updateGrant(tx, id, {
    state: 'retired',
    retired_at: tx.now,
    wrapped_key: null,
    key_id: null,
    sealed_access: null,
    sealed_refresh: null,
  });
}

/** Grants whose data key is wrapped by another master key than `keyId`, for wrapping anew after a rotation. */
export function listGrantsNotUnderKey(db: TenantDb, keyId: string, limit: number): Promise<Grant[]> {
  return db.sql
    .selectFrom('grants')
    .selectAll()
    .where('tenant_id', '=', db.tenantId)
    .where('wrapped_key', 'is not', null)
    .where('key_id', '!=', keyId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Puts the same data key, wrapped under another master key, in the place of `wrapped`; `false` when that is not there any more. */
export async function rewrapGrant(
  tx: TenantTx,
  id: string,
  wrapped: string,
  anew: string,
  keyId: string,
): Promise<boolean> {
  const result = await tx.sql
    .updateTable('grants')
    .set({ wrapped_key: anew, key_id: keyId })
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('wrapped_key', '=', wrapped)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
