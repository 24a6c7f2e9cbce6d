import { type ExpressionBuilder, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { type ObligationKind, obligationKinds } from '../../model/obligation.ts';
import { preparedChange } from '../prepared.ts';
import type { ObligationTable, Schema } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { isDue, plan } from './due-obligations.ts';

export type Obligation = Selectable<ObligationTable>;

/** Whose partner an obligation calls, by what it is about. */
function connectorOf(
  about: Subject,
  { tenantId, subject }: { readonly tenantId: string; readonly subject: string },
): RawBuilder<string | null> {
  if (about === 'partner' || about === 'device') return sql`NULL`;
  return about === 'grant'
    ? sql`(SELECT connector FROM grants WHERE tenant_id = ${tenantId} AND id = ${subject})`
    : sql`(SELECT g.connector FROM sessions s JOIN grants g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
        WHERE s.tenant_id = ${tenantId} AND s.id = ${subject})`;
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
  await inserts[obligationKinds[kind].subject](tx, {
    id,
    kind,
    subject,
    created: dateTimeOf(tx.now),
    next: dateTimeOf(dueAt),
    payload: JSON.stringify(payload),
    dueAt,
    now: tx.now,
  });
}

type Subject = (typeof obligationKinds)[ObligationKind]['subject'];

const inserts = {
  grant: insertAbout('grant'),
  partner: insertAbout('partner'),
  session: insertAbout('session'),
  device: insertAbout('device'),
} satisfies Record<Subject, unknown>;

function insertAbout(about: Subject) {
  const table = sql.table('obligations');
  const sooner = sql<boolean>`${table}.lease_owner IS NULL AND excluded.due_at < ${table}.due_at`;
  const names = ['id', 'kind', 'subject', 'created', 'next', 'payload', 'dueAt', 'now'] as const;
  return preparedChange(names, (db, { tenantId, id, kind, subject, created, next, payload, dueAt, now }) => {
    const row = {
      tenant_id: tenantId,
      id,
      kind: kind as ObligationKind,
      subject,
      status: 'due' as const,
      createdDateTime: created,
      nextAttemptDateTime: next,
      payload,
      due_at: dueAt as unknown as Instant,
      planned_at: now as unknown as Instant,
      connector: connectorOf(about, { tenantId, subject }),
    };
    return db
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
      );
  });
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

/** Ends what is owed, because what it is about is over; an attempt that is running is told to stop, and what it finishes does not count. */
export async function concludeObligation(
  tx: TenantTx,
  kind: ObligationKind,
  subject: string,
  { progress, unconfirmed = null }: { readonly progress: object; readonly unconfirmed?: string | null | undefined },
): Promise<void> {
  const end = { progress: JSON.stringify(progress), unconfirmedReason: unconfirmed, lastFailure: null };
  await tx.sql
    .updateTable('obligations')
    .set({ status: 'done', completedDateTime: dateTimeOf(tx.now), lease_owner: null, ...end })
    .where('tenant_id', '=', tx.tenantId)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where(isDue)
    .execute();
}

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
