import { type Selectable, sql } from 'kysely';
import { forUpdate } from '../for-update.ts';
import { prepared, preparedUpdate } from '../prepared.ts';
import type { GrantTable } from '../schema/connection.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type Grant = Selectable<GrantTable>;

const select = prepared<'id', Grant>(['id'], (sql, { tenantId, id }) =>
  sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id),
);

export async function findGrant(db: TenantDb, id: string): Promise<Grant | undefined> {
  const [grant] = await select(db, { id });
  return grant;
}

/** The grants that are in force of some connectors. */
export function listHeldGrants(db: TenantDb, connectors: readonly string[]): Promise<Grant[]> {
  const select = db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('state', '=', 'held').where('connector', 'in', connectors).orderBy('id').execute();
}

/** The grant of a partner that waits for somebody to stand behind it. */
export const findParkedGrant = grantOfPartner('parked');

/** The grant of a partner that waits for something to be given to it, and taken. */
export const findOfferedGrant = grantOfPartner('offered');

/** The grant that is being asked for, or that waits for somebody to stand behind it. */
export const findAwaitedGrant = grantOfPartner('presented', 'parked');

/** The grants that a partner in the state `onboarding` has, or is about to have. */
export const listUncountedGrants = grantsOfPartner('presented', 'offered', 'parked');

function grantOfPartner(...states: Grant['state'][]): (db: TenantDb, partnerId: string) => Promise<Grant | undefined> {
  const list = grantsOfPartner(...states);
  return async (db, partnerId) => (await list(db, partnerId))[0];
}

function grantsOfPartner(...states: Grant['state'][]): (db: TenantDb, partnerId: string) => Promise<Grant[]> {
  const find = prepared<'partnerId', Grant>(['partnerId'], (sql, { tenantId, partnerId }) =>
    sql
      .selectFrom('grants')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('partner_id', '=', partnerId)
      .where('state', 'in', states),
  );
  return async (db, partnerId) => find(db, { partnerId });
}

/** What a partner ever had at its connector. */
export type GrantOfPartner = Pick<Grant, 'id' | 'state' | 'unconfirmed' | 'severance_id'>;

/** All of it, as long as it is kept; the newest first. */
export const listGrantsOf = prepared<'partnerId', GrantOfPartner>(['partnerId'], (sql, { tenantId, partnerId }) =>
  sql
    .selectFrom('grants')
    .select(['id', 'state', 'unconfirmed', 'severance_id'])
    .where('tenant_id', '=', tenantId)
    .where('partner_id', '=', partnerId)
    .orderBy('obtained_at', 'desc')
    .orderBy('id', 'desc'),
);

/** What an organisation ever had at one connector, or at all, as long as it is kept; the newest first. */
export function listGrants(
  tx: TenantTx,
  connector?: string,
): Promise<(GrantOfPartner & Pick<Grant, 'partner_id' | 'connector'>)[]> {
  return tx.sql
    .selectFrom('grants')
    .select(['id', 'state', 'unconfirmed', 'severance_id', 'partner_id', 'connector'])
    .where('tenant_id', '=', tx.tenantId)
    .$if(connector !== undefined, (query) => query.where('connector', '=', connector ?? ''))
    .orderBy('obtained_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** The grant as it is, held against every other writer until the transaction ends. */
export function lockGrant(tx: TenantTx, id: string): Promise<Grant | undefined> {
  const select = tx.sql.selectFrom('grants').selectAll();
  return select.where('tenant_id', '=', tx.tenantId).where('id', '=', id).$call(forUpdate(tx)).executeTakeFirst();
}

export async function insertGrant(
  tx: TenantTx,
  grant: Omit<
    Grant,
    | 'tenant_id'
    | 'revision'
    | 'refresh_until'
    | 'severance_id'
    | 'severed_before'
    | 'refresh_asked_at'
    | 'unconfirmed'
    | 'requested_by'
    | 'narrowed'
  >,
): Promise<void> {
  await tx.sql
    .insertInto('grants')
    .values({ ...grant, tenant_id: tx.tenantId })
    .execute();
}

/** Changes a grant; `false` when there is no such grant. What is renewed goes through `grant-refresh.ts`, which counts the revision. */
export async function updateGrant(
  tx: TenantTx,
  id: string,
  changes: Partial<Omit<Grant, 'tenant_id' | 'id' | 'revision'>>,
): Promise<boolean> {
  return (await update.count(tx, id, changes)) === 1;
}

const update = preparedUpdate('grants');

/** Notes that a severance takes a grant, or found it left by an earlier one, which goes on counting it. */
export async function markSevered(tx: TenantTx, id: string, severanceId: string): Promise<void> {
  const before = sql<string | null>`CASE WHEN severance_id <> ${severanceId}
    THEN coalesce(severed_before || ' ', '') || severance_id ELSE severed_before END`;
  const update = tx.sql.updateTable('grants').set({ severance_id: severanceId, severed_before: before });
  await update.where('tenant_id', '=', tx.tenantId).where('id', '=', id).execute();
}

/**
 * Takes what is sealed and its data key out of the database for good; what the grant was for, and when, stays. Follow it with
 * `Database.scrub` once it is committed.
 * @param unconfirmed why the partner may still have it in force
 */
export function destroyGrant(tx: TenantTx, id: string, unconfirmed: string | null = null): Promise<boolean> {
  return updateGrant(tx, id, {
    state: 'retired',
    retired_at: tx.now,
    unconfirmed,
    wrapped_key: null,
    key_id: null,
    sealed_grant: null,
  });
}

/** Takes out a grant that never was. */
export async function deleteGrant(tx: TenantTx, id: string): Promise<void> {
  await tx.sql.deleteFrom('grants').where('tenant_id', '=', tx.tenantId).where('id', '=', id).execute();
}

/**
 * What became of what {@link destroyGrant} takes out: `destroyed` where no file of the database has it any more, once it is scrubbed;
 * `removed` where dead rows and the write-ahead log keep it for a while, and it opens with the master key that it was under.
 */
export function fateOfSeals({ dialect }: Pick<TenantDb, 'dialect'>): 'destroyed' | 'removed' {
  return dialect === 'sqlite' ? 'destroyed' : 'removed';
}

/** Grants whose data key is wrapped by another master key than `keyId`, for sealing anew after a rotation. */
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

/** Grants that have something sealed, in the order of their ids, after one of them. */
export function listSealedGrants(db: TenantDb, after: string, limit: number): Promise<Grant[]> {
  return db.sql
    .selectFrom('grants')
    .selectAll()
    .where('tenant_id', '=', db.tenantId)
    .where('wrapped_key', 'is not', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Puts seals under another data key in the place of those that are there; whoever was renewing the older ones starts anew. */
export async function replaceSeals(
  tx: TenantTx,
  id: string,
  sealed: Pick<Grant, 'wrapped_key' | 'key_id' | 'sealed_grant' | 'renew_at'>,
): Promise<void> {
  await tx.sql
    .updateTable('grants')
    .set((eb) => ({ ...sealed, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .execute();
}
