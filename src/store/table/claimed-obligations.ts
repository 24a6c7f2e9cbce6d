import type { ExpressionBuilder } from 'kysely';
import { type Instant, later } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { forUpdate } from '../for-update.ts';
import type { Schema } from '../schema.ts';
import type { TenantTx } from '../tenant.ts';
import { isDue, isTakable, type KindsOwed, mayCall, plan } from './due-obligations.ts';
import type { Obligation } from './obligations.ts';

/** A claim on an obligation: what is finished under it counts only while the lease that came with it is still this one. */
export interface Claim {
  readonly id: string;
  readonly lease_owner: string;
}

/**
 * Takes up to `limit` obligations that are due, the longest due first, for `owner` for `leaseMs`; whose lease has run out is due
 * again. On PostgreSQL those that another transaction is just taking are passed over, not waited for.
 */
export async function claimObligations(
  tx: TenantTx,
  claim: KindsOwed & {
    owner: string;
    leaseMs: number;
    limit: number;
    except: readonly string[];
    resting?: readonly string[];
  },
): Promise<Obligation[]> {
  const due = await tx.sql
    .selectFrom('obligations')
    .select('id')
    .where('tenant_id', '=', tx.tenantId)
    .where(isTakable(tx.now, claim))
    .where(mayCall(claim.resting ?? []))
    .$if(claim.except.length > 0, (query) => query.where('id', 'not in', claim.except))
    .orderBy('due_at')
    .limit(claim.limit)
    .$call(forUpdate(tx, 'skip'))
    .execute();
  if (due.length === 0) return [];
  const ids = due.map(({ id }) => id);
  return tx.sql
    .updateTable('obligations')
    .set((eb) => ({
      ...plan(tx, later(tx.now, claim.leaseMs)),
      lease_owner: claim.owner,
      attempts: eb('attempts', '+', 1),
    }))
    .where('tenant_id', '=', tx.tenantId)
    .where('id', 'in', ids)
    .returningAll()
    .execute();
}

const held = (tx: TenantTx, claim: Claim) => (eb: ExpressionBuilder<Schema, 'obligations'>) =>
  eb.and([
    eb('tenant_id', '=', tx.tenantId),
    eb('id', '=', claim.id),
    eb('lease_owner', '=', claim.lease_owner),
    isDue,
  ]);

async function updateHeld(
  tx: TenantTx,
  claim: Claim,
  changes: Partial<Omit<Obligation, 'tenant_id' | 'id' | 'kind' | 'revision' | 'attempts'>>,
): Promise<boolean> {
  const update = tx.sql.updateTable('obligations').set(changes).where(held(tx, claim));
  const result = await update.executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Keeps a claim for `leaseMs` from now on; `false` when it is lost. */
export function extendLease(tx: TenantTx, claim: Claim, leaseMs: number): Promise<boolean> {
  return updateHeld(tx, claim, plan(tx, later(tx.now, leaseMs)));
}

/** Gives a claim back unfinished: the obligation is due at once. `false` when the claim is lost. */
export function releaseLease(tx: TenantTx, claim: Claim): Promise<boolean> {
  return updateHeld(tx, claim, { ...plan(tx, tx.now), lease_owner: null });
}

/** Records the steps that are behind; `false` when the claim is lost. */
export function saveProgress(tx: TenantTx, claim: Claim, progress: unknown): Promise<boolean> {
  return updateHeld(tx, claim, { progress: JSON.stringify(progress) });
}

/**
 * Ends an obligation; where it was owed again since it was claimed, with a higher `revision`, it is due at once instead.
 * `lost` when the claim is lost, and then nothing is changed.
 */
export async function completeObligation(
  tx: TenantTx,
  claim: Claim & { readonly revision: number },
  { unconfirmed, progress }: { readonly unconfirmed?: string | undefined; readonly progress?: unknown } = {},
): Promise<'done' | 'owedAgain' | 'lost'> {
  const end = {
    unconfirmedReason: unconfirmed ?? null,
    ...(progress !== undefined && { progress: JSON.stringify(progress) }),
  };
  const finished = await tx.sql
    .updateTable('obligations')
    .set({ status: 'done', completedDateTime: dateTimeOf(tx.now), lease_owner: null, ...end })
    .where(held(tx, claim))
    .where('revision', '=', claim.revision)
    .executeTakeFirst();
  if (finished.numUpdatedRows === 1n) return 'done';
  const again = {
    ...plan(tx, tx.now),
    lease_owner: null,
    nextAttemptDateTime: dateTimeOf(tx.now),
    progress: null,
    failures: 0,
    failing_since: null,
  };
  return (await updateHeld(tx, claim, again)) ? 'owedAgain' : 'lost';
}

/** Plans the next attempt; `failure` is what the last one died of, `undefined` when it did not. `false` when the claim is lost. */
export function postponeObligation(
  tx: TenantTx,
  claim: Claim,
  next: { dueAt: Instant; failures: number; failingSince: Instant | null; failure: string | undefined },
): Promise<boolean> {
  return updateHeld(tx, claim, {
    ...plan(tx, next.dueAt),
    lease_owner: null,
    nextAttemptDateTime: dateTimeOf(next.dueAt),
    failures: next.failures,
    failing_since: next.failingSince,
    lastFailure: next.failure ?? null,
    probe: 0,
    // What works again can be told anew when it stops.
    ...(next.failingSince === null && { reportedDateTime: null }),
  });
}

/** Makes due at once what was owed again since it was claimed, and was planned anew: the attempt may have looked before. */
export async function hastenOwedAgain(tx: TenantTx, claim: Claim & { readonly revision: number }): Promise<void> {
  await tx.sql
    .updateTable('obligations')
    .set({ ...plan(tx, tx.now), nextAttemptDateTime: dateTimeOf(tx.now) })
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', claim.id)
    .where('lease_owner', 'is', null)
    .where('revision', '<>', claim.revision)
    .where('due_at', '>', tx.now)
    .where(isDue)
    .execute();
}

/** Gives a claim back whose attempt could call nobody: it counts for nothing. `false` when the claim is lost. */
export async function postponeUntried(tx: TenantTx, claim: Claim, dueAt: Instant): Promise<boolean> {
  const result = await tx.sql
    .updateTable('obligations')
    .set((eb) => ({
      ...plan(tx, dueAt),
      lease_owner: null,
      nextAttemptDateTime: dateTimeOf(dueAt),
      attempts: eb('attempts', '-', 1),
      probe: 0,
    }))
    .where(held(tx, claim))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
