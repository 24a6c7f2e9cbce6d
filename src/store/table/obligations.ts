import { type ExpressionBuilder, type RawBuilder, type Selectable, sql } from 'kysely';
import { believedAheadMs, type Instant, later } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { type ObligationKind, obligationKinds } from '../../model/obligation.ts';
import { forUpdate } from '../for-update.ts';
import { preparedChange } from '../prepared.ts';
import type { ObligationTable, Schema } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type Obligation = Selectable<ObligationTable>;

/** A claim on an obligation: what is finished under it counts only while the lease that came with it is still this one. */
export interface Claim {
  readonly id: string;
  readonly lease_owner: string;
}

/** Some kinds of obligations: those named, or, with `others`, all but those, kinds of a later release included. */
export interface KindsOwed {
  readonly kinds: readonly ObligationKind[];
  readonly others: boolean;
}

/**
 * What may be taken at `now`: what is due, and what a clock that was wrong has put off; leases alike. What was planned in the future was
 * planned under a clock that was set back since: nobody knows when it is due, so it is due now, and a duty that finds nothing to do yet
 * plans anew.
 */
export function isTakable(now: Instant, { kinds, others }: KindsOwed) {
  return (eb: ExpressionBuilder<Schema, 'obligations'>) =>
    eb.and([
      isDue,
      eb.or([eb('due_at', '<=', now), eb('planned_at', '>', later(now, believedAheadMs))]),
      eb('kind', others ? 'not in' : 'in', kinds),
    ]);
}

/** A literal and not a parameter, because databases use a partial index only where they see its condition in the statement. */
export const isDue = sql<boolean>`status = 'due'`;

/** Whether an attempt would call anybody but connectors that rest, or was asked for by a person. */
export function mayCall(resting: readonly string[]) {
  return (eb: ExpressionBuilder<Schema, 'obligations'>) =>
    resting.length === 0
      ? eb.lit(true)
      : eb.or([eb('connector', 'is', null), eb('probe', '=', 1), eb('connector', 'not in', resting)]);
}

/** Whose partner an obligation calls, by what it is about. */
function connectorOf(tx: TenantTx, kind: ObligationKind, subject: string): RawBuilder<string | null> {
  const about = obligationKinds[kind].subject;
  if (about === 'partner' || about === 'device') return sql`NULL`;
  return about === 'grant'
    ? sql`(SELECT connector FROM grants WHERE tenant_id = ${tx.tenantId} AND id = ${subject})`
    : sql`(SELECT g.connector FROM sessions s JOIN grants g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
        WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${subject})`;
}

/**
 * Owes work: at `dueAt`, or earlier where it is owed already, since there is one open obligation at most for a kind and a subject.
 * One that is being worked on is done once more afterwards, because it may have looked before this transaction's changes.
 */
export async function insertObligation(
  tx: TenantTx,
  {
    id,
    kind,
    subject,
    payload,
    dueAt,
  }: { id: string; kind: ObligationKind; subject: string; payload: object; dueAt: Instant },
): Promise<void> {
  const row = {
    tenant_id: tx.tenantId,
    id,
    kind,
    subject,
    status: 'due' as const,
    createdDateTime: dateTimeOf(tx.now),
    nextAttemptDateTime: dateTimeOf(dueAt),
    payload: JSON.stringify(payload),
    due_at: dueAt,
    planned_at: tx.now,
    connector: connectorOf(tx, kind, subject),
  };
  const table = sql.table('obligations');
  const sooner = sql<boolean>`${table}.lease_owner IS NULL AND excluded.due_at < ${table}.due_at`;
  await tx.sql
    .insertInto('obligations')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'kind', 'subject'])
        .where(isDue)
        .doUpdateSet((eb) => ({
          payload: eb.ref('excluded.payload'),
          revision: eb('obligations.revision', '+', 1),
          due_at: sql<Instant>`CASE WHEN ${sooner} THEN excluded.due_at ELSE ${table}.due_at END`,
          planned_at: sql<Instant>`CASE WHEN ${sooner} THEN excluded.planned_at ELSE ${table}.planned_at END`,
          nextAttemptDateTime: sql<string>`CASE WHEN ${sooner} THEN excluded.${sql.ref('nextAttemptDateTime')} ELSE ${table}.${sql.ref('nextAttemptDateTime')} END`,
        })),
    )
    .execute();
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

const plan = ({ now }: TenantTx, dueAt: Instant) => ({ due_at: dueAt, planned_at: now });

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

/** Whether something fails at a connector that is not being tried just now. */
export async function hasFailing(db: TenantDb, connector: string): Promise<boolean> {
  const failing = db.sql.selectFrom('obligations').select('id').where('tenant_id', '=', db.tenantId).where(isDue);
  return (await failing.where(failsAt(connector)).limit(1).execute()).length > 0;
}

/** Makes what fails at a connector due at `dueAt`, where it would be later: of some kinds, or of all. */
export async function hastenFailing(
  tx: TenantTx,
  connector: string,
  { kinds, dueAt }: { readonly kinds?: readonly ObligationKind[]; readonly dueAt: Instant },
): Promise<void> {
  await tx.sql
    .updateTable('obligations')
    .set({ ...plan(tx, dueAt), nextAttemptDateTime: dateTimeOf(dueAt) })
    .where('tenant_id', '=', tx.tenantId)
    .where(isDue)
    .where(failsAt(connector))
    .where('due_at', '>', dueAt)
    .$if(kinds !== undefined, (query) => query.where('kind', 'in', kinds ?? []))
    .execute();
}

function failsAt(connector: string) {
  return (eb: ExpressionBuilder<Schema, 'obligations'>) =>
    eb.and([eb('connector', '=', connector), eb('failures', '>', 0), eb('lease_owner', 'is', null)]);
}

/** Notes that somebody was told that the obligation can't be met; `false` when that was noted before. */
export async function markReported(tx: TenantTx, id: string): Promise<boolean> {
  const update = tx.sql.updateTable('obligations').set({ reportedDateTime: dateTimeOf(tx.now) });
  const result = await update
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('reportedDateTime', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes back what is owed; an attempt that is running is told to stop, and what it finishes does not count. */
export async function cancelObligations(tx: TenantTx, kind: ObligationKind, subject: string): Promise<boolean> {
  return (await cancel(tx, { kind, subject, at: dateTimeOf(tx.now) })) === 1;
}

const cancel = preparedChange(['kind', 'subject', 'at'], (sql, { tenantId, kind, subject, at }) =>
  sql
    .updateTable('obligations')
    .set({ status: 'cancelled', completedDateTime: at, lease_owner: null })
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind as ObligationKind)
    .where('subject', '=', subject)
    .where(isDue),
);

/**
 * Makes the next attempt due now, because a person asks: it calls also a partner that rests, and when it fails the one that is
 * planned stays. `false` when the obligation is not open, or is being worked on.
 */
export async function makeDue(tx: TenantTx, id: string): Promise<boolean> {
  const result = await tx.sql
    .updateTable('obligations')
    .set({ ...plan(tx, tx.now), probe: 1 })
    .where('tenant_id', '=', tx.tenantId)
    .where('id', '=', id)
    .where('lease_owner', 'is', null)
    .where(isDue)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export function findObligation(db: TenantDb, id: string): Promise<Obligation | undefined> {
  const select = db.sql.selectFrom('obligations').selectAll();
  return select.where('tenant_id', '=', db.tenantId).where('id', '=', id).executeTakeFirst();
}

/** The open obligation of a kind about a subject, if there is one. */
export function findOpenObligation(
  db: TenantDb,
  kind: ObligationKind,
  subject: string,
): Promise<Obligation | undefined> {
  const select = db.sql.selectFrom('obligations').selectAll().where('tenant_id', '=', db.tenantId);
  return select.where('kind', '=', kind).where('subject', '=', subject).where(isDue).executeTakeFirst();
}
