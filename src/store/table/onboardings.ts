import { sql } from 'kysely';
import { prepared, preparedChange } from '../prepared.ts';
import type { OnboardingTable } from '../schema/connection.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

const select = prepared<'partnerId', OnboardingTable>(['partnerId'], (db, { tenantId, partnerId }) =>
  db.selectFrom('onboardings').selectAll().where('tenant_id', '=', tenantId).where('partner_id', '=', partnerId),
);

/** The onboarding of a partner that consent is awaited for, if any. */
export async function findOnboarding(db: TenantDb, partnerId: string): Promise<OnboardingTable | undefined> {
  const [onboarding] = await select(db, { partnerId });
  return onboarding;
}

/** The onboardings that consent is awaited for. */
export function listOnboardings(db: TenantDb): Promise<OnboardingTable[]> {
  return db.sql.selectFrom('onboardings').selectAll().where('tenant_id', '=', db.tenantId).execute();
}

/** Puts another seal in the place of the one that was read, where the onboarding is still the same. */
export async function replaceVerifier(
  tx: TenantTx,
  { partner_id, state_hash }: Pick<OnboardingTable, 'partner_id' | 'state_hash'>,
  sealed: Pick<OnboardingTable, 'wrapped_key' | 'sealed_verifier'>,
): Promise<void> {
  const update = tx.sql.updateTable('onboardings').set(sealed).where('tenant_id', '=', tx.tenantId);
  await update.where('partner_id', '=', partner_id).where('state_hash', '=', state_hash).execute();
}

/** An onboarding as it begins: no browser has gone on to the partner yet. */
export type NewOnboarding = Omit<OnboardingTable, 'tenant_id' | 'browser_hash' | 'confirmed_by'>;

/** Records an onboarding; one that the partner had before is replaced, and its state no longer works. */
export async function putOnboarding(tx: TenantTx, onboarding: NewOnboarding): Promise<void> {
  const { partner_id, ...begun } = onboarding;
  const changes = { ...begun, browser_hash: null, confirmed_by: null };
  await tx.sql
    .insertInto('onboardings')
    .values({ ...changes, partner_id, tenant_id: tx.tenantId })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'partner_id']).doUpdateSet(changes))
    .execute();
}

/**
 * Binds an onboarding to the browser that goes on to the partner, and to who stands behind the consent that it brings; `false` where its
 * state is another one.
 */
export async function bindOnboarding(
  tx: TenantTx,
  partnerId: string,
  stateHash: string,
  bound: Pick<OnboardingTable, 'browser_hash' | 'confirmed_by'>,
): Promise<boolean> {
  const update = tx.sql.updateTable('onboardings').set(bound).where('tenant_id', '=', tx.tenantId);
  const own = update.where('partner_id', '=', partnerId).where('state_hash', '=', stateHash);
  return (await own.executeTakeFirst()).numUpdatedRows === 1n;
}

/**
 * Takes the onboarding out, and its URL from the partner, for nothing comes of following it any more, if its state is the one given:
 * of several callbacks with one state a single one gets it.
 * `stateHash` left out takes it whatever its state is.
 */
export async function takeOnboarding(
  tx: TenantTx,
  partnerId: string,
  stateHash?: string,
): Promise<OnboardingTable | undefined> {
  const given = { partnerId, stateHash: stateHash ?? null };
  // The partner first, as everywhere: two that lock in opposite orders would wait for each other.
  await clearUrl(tx, given);
  const [taken] = await take(tx, given);
  return taken;
}

const awaited = ['partnerId', 'stateHash'] as const;

const ofState = (stateHash: string) => sql<boolean>`state_hash = coalesce(${stateHash}, state_hash)`;

const clearUrl = preparedChange(awaited, (db, { tenantId, partnerId, stateHash }) =>
  db
    .updateTable('remote_assistance_partners')
    .set({ onboardingUrl: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', partnerId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('onboardings')
          .select('partner_id')
          .where('tenant_id', '=', tenantId)
          .where('partner_id', '=', partnerId)
          .where(ofState(stateHash)),
      ),
    ),
);

const take = prepared<(typeof awaited)[number], OnboardingTable>(awaited, (db, { tenantId, partnerId, stateHash }) =>
  db
    .deleteFrom('onboardings')
    .where('tenant_id', '=', tenantId)
    .where('partner_id', '=', partnerId)
    .where(ofState(stateHash))
    .returningAll(),
);
