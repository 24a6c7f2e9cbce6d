import type { Compilable } from 'kysely';
import type { Soon } from '../../core/soon.ts';
import { forUpdate } from '../for-update.ts';
import { prepared, preparedUpdate, theOnly } from '../prepared.ts';
import { sourceOf } from '../query/source.ts';
import type { PartnerTable } from '../schema/connection.ts';
import type { TenantDb, TenantOpening, TenantTx } from '../tenant.ts';

/** The partners as the contract shows them. */
export const partnerSource = sourceOf('remote_assistance_partners', { computed: {} });

const select = prepared<'id', PartnerTable>(['id'], (sql, { tenantId, id }) =>
  sql.selectFrom('remote_assistance_partners').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id),
);

export function findPartner(db: TenantDb, id: string): Soon<PartnerTable | undefined> {
  return theOnly(select(db, { id }));
}

declare const locked: unique symbol;

/** A partner's row of which nobody else can make another one, until the transaction ends. */
export type LockedPartner = PartnerTable & { readonly [locked]: true };

const lock = prepared<'id', LockedPartner>(
  ['id'],
  (sql, { tenantId, id }, dialect) =>
    sql
      .selectFrom('remote_assistance_partners')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .$call(forUpdate({ dialect })) as Compilable<LockedPartner>,
);

/** The partner as it is, held against every other writer until the transaction ends. */
export function lockPartner(tx: TenantOpening, id: string): Soon<LockedPartner | undefined> {
  return theOnly(lock(tx, { id }));
}

/** The partners, of one connector or of all, by id, held against every other writer until the transaction ends. */
export function lockPartners(tx: TenantTx, connector?: string): Promise<LockedPartner[]> {
  const select = tx.sql.selectFrom('remote_assistance_partners').selectAll().where('tenant_id', '=', tx.tenantId);
  return select
    .$if(connector !== undefined, (query) => query.where('connector', '=', connector ?? ''))
    .orderBy('id')
    .$call(forUpdate(tx))
    .execute() as Promise<LockedPartner[]>;
}

/** How many partners are connected, or about to be. */
export async function countEngagedPartners(db: TenantDb): Promise<number> {
  const select = db.sql.selectFrom('remote_assistance_partners').select(({ fn }) => fn.countAll().as('count'));
  const row = await select
    .where('tenant_id', '=', db.tenantId)
    .where('onboardingStatus', '<>', 'notOnboarded')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Every partner's name and state, by id. */
export function listPartnerStates(db: TenantDb): Promise<Pick<PartnerTable, 'displayName' | 'onboardingStatus'>[]> {
  const select = db.sql.selectFrom('remote_assistance_partners').select(['displayName', 'onboardingStatus']);
  return select.where('tenant_id', '=', db.tenantId).orderBy('id').execute();
}

/** The partners that are connected, by id. */
export function listOnboardedPartners(db: TenantDb): Promise<PartnerTable[]> {
  const select = db.sql.selectFrom('remote_assistance_partners').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('grant_id', 'is not', null).orderBy('id').execute();
}

/** Id and name of every partner, the oldest first. */
export function listPartnerNames(db: TenantDb): Promise<Pick<PartnerTable, 'id' | 'displayName'>[]> {
  const select = db.sql.selectFrom('remote_assistance_partners').select(['id', 'displayName']);
  return select.where('tenant_id', '=', db.tenantId).orderBy('created_at').orderBy('id').execute();
}

/** Adds a partner; `false` when one with its id is there already, and then unchanged. */
export async function insertPartner(
  tx: TenantTx,
  partner: Omit<PartnerTable, 'tenant_id' | 'created_at'>,
): Promise<boolean> {
  const row = { ...partner, tenant_id: tx.tenantId, created_at: tx.now };
  const insert = tx.sql.insertInto('remote_assistance_partners').values(row);
  const result = await insert
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The columns that change together, when a partner comes into another state. */
export type StateColumns = Pick<
  PartnerTable,
  | 'onboardingStatus'
  | 'onboardingUrl'
  | 'onboardingRequestExpiryDateTime'
  | 'grant_id'
  | 'connected_at'
  | 'connected_by'
>;

const update = preparedUpdate('remote_assistance_partners');

type OtherColumns = Omit<PartnerTable, keyof StateColumns | 'tenant_id' | 'id' | 'created_at'>;

/** Brings a partner that is there into another state. */
export function movePartner(tx: TenantTx, id: string, changes: StateColumns & Partial<OtherColumns>): void {
  update.send(tx, id, changes);
}

/** Changes what has nothing to do with the state; `false` when there is no such partner. */
export async function updatePartner(tx: TenantTx, id: string, changes: Partial<OtherColumns>): Promise<boolean> {
  return (await update.count(tx, id, changes)) === 1;
}

/** `false` when there is no such partner. */
export async function deletePartner(tx: TenantTx, id: string): Promise<boolean> {
  const deletion = tx.sql.deleteFrom('remote_assistance_partners');
  const result = await deletion.where('tenant_id', '=', tx.tenantId).where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}
