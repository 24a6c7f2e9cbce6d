import { sql } from 'kysely';
import { newOrderedId } from '../../../core/id.ts';
import { dateTimeOf } from '../../../edm/date-time.ts';
import { preparedInsert } from '../../prepared.ts';
import type { AuditEventTable } from '../../schema/record.ts';
import type { TenantDb, TenantTx } from '../../tenant.ts';
import { actorCell, removeUnusedActors } from './actors.ts';
import { auditHash, brokenHash, type Head, type Structures } from './audit-hash.ts';
import { type LockedHead, lockAuditHead, readAuditHead, updateAuditHead } from './audit-head.ts';
import { Canonical } from './canonical-json.ts';

/** What happened, as Graph's `auditEvent` tells it; what the store adds is left out. Secrets never go in. */
export interface NewAuditEvent
  extends Pick<
    AuditEventTable,
    | 'displayName'
    | 'componentName'
    | 'activity'
    | 'activityType'
    | 'activityOperationType'
    | 'activityResult'
    | 'correlationId'
    | 'category'
  > {
  readonly actor: Canonical;
  readonly resources: readonly object[];
}

/**
 * Writes an event at the end of the tenant's chain (`audit-hash.ts`). It holds the end of the chain until the transaction is over,
 * so in each transaction it comes last, which also keeps transactions from waiting for each other in a ring.
 * @param event what happened; or, from where the trail ends, what is written there, the last of which is returned
 */
export async function appendAuditEvent(
  tx: TenantTx,
  event: NewAuditEvent | ((end: LockedHead) => readonly [NewAuditEvent, ...NewAuditEvent[]]),
): Promise<AuditEventTable> {
  const locking = lockAuditHead(tx);
  const end = locking instanceof Promise ? await locking : locking;
  // An end that nobody wrote is not taken for one, but the trail goes on: where it does is found by whoever verifies it.
  const isUnknown = end.state === 'altered' || end.state === 'keyMissing';
  let head = isUnknown ? { ...end.head, hash: brokenHash } : end.head;
  let row: AuditEventTable | undefined;
  for (const each of typeof event === 'function' ? event(end) : [event]) {
    row = rowOf(tx, each, head);
    insert(tx, { ...row, actor: actorCell(tx, each.actor, 'event') });
    head = { ...head, sequence: row.sequence, hash: row.hash };
  }
  updateAuditHead(tx, head, 'keyed');
  return row as AuditEventTable;
}

const insert = preparedInsert<'audit_events', AuditEventTable>('audit_events');

function rowOf(tx: TenantTx, event: NewAuditEvent, head: Head): AuditEventTable {
  const structures: Structures = { actor: event.actor, resources: new Canonical(event.resources) };
  const row = {
    ...event,
    tenant_id: tx.tenantId,
    sequence: head.sequence + 1,
    // In the order of the chain also where two events have the same time.
    id: newOrderedId(tx.now, head.sequence),
    activityDateTime: dateTimeOf(tx.now),
    actor: structures.actor.text,
    resources: structures.resources.text,
    previous_hash: head.hash,
    hashKeyId: tx.auditKeys.currentId,
    hash: '',
  };
  row.hash = auditHash(tx, row, structures) as string;
  return row;
}

/** The newest event of the trail. */
export function findLastAuditEvent(db: TenantDb): Promise<Pick<AuditEventTable, 'activityDateTime'> | undefined> {
  const select = db.sql.selectFrom('audit_events').select('activityDateTime').where('tenant_id', '=', db.tenantId);
  return select.orderBy('sequence', 'desc').limit(1).executeTakeFirst();
}

/**
 * Removes events from the beginning of the chain up to the first that is not older than `before` (canonical date), `limit` of them at
 * most; the chain still verifies.
 * @returns how many; fewer than `limit` when nothing older is left.
 */
export async function pruneAuditEvents(tx: TenantTx, before: string, limit = 1000): Promise<number> {
  const { head, state } = await lockAuditHead(tx);
  // What is left of a trail that somebody has altered is kept.
  if (state === 'altered' || state === 'keyMissing') return 0;
  const oldest = await tx.sql
    .selectFrom('audit_events')
    .select(['sequence', 'hash', 'activityDateTime'])
    .where('tenant_id', '=', tx.tenantId)
    .where('sequence', '>', head.anchor_sequence)
    .where('sequence', '<=', head.sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  const kept = oldest.findIndex(({ activityDateTime }) => activityDateTime >= before);
  const pruned = kept === -1 ? oldest : oldest.slice(0, kept);
  const last = pruned.at(-1);
  if (!last) return 0;
  await deleteUpTo(tx, last.sequence, before);
  if (pruned.length < limit) await removeUnusedActors(tx);
  updateAuditHead(tx, { ...head, anchor_sequence: last.sequence, anchor_hash: last.hash }, state);
  return pruned.length;
}

/** On PostgreSQL only a function of the owner's can, which looks at their age as well (migration 14). */
async function deleteUpTo(tx: TenantTx, sequence: number, before: string): Promise<void> {
  const { tenantId } = tx;
  if (tx.dialect === 'postgres') {
    await sql`SELECT assistd_prune_audit_events(tenant_id => ${tenantId}, last_sequence => ${sequence}, older_than => ${before})`.execute(
      tx.sql,
    );
    return;
  }
  const deletion = tx.sql.deleteFrom('audit_events').where('tenant_id', '=', tenantId);
  await deletion.where('sequence', '<=', sequence).execute();
}

/**
 * Removes all events of a trail that is to be replaced by one that goes on from it, and the end of it.
 * @returns how many
 */
export async function removeAuditTrail(tx: TenantTx, { sequence, anchor_sequence }: Head): Promise<number> {
  await deleteUpTo(tx, sequence, dateTimeOf(tx.now));
  await removeUnusedActors(tx);
  return sequence - anchor_sequence;
}

/** Whether an event is older than `before` (canonical date). */
export async function hasAuditEventsBefore(db: TenantDb, before: string): Promise<boolean> {
  const select = db.sql.selectFrom('audit_events').select('id').where('tenant_id', '=', db.tenantId);
  const [older] = await select.where('activityDateTime', '<', before).limit(1).execute();
  return older !== undefined;
}

/** How many events there are; nobody counts a million rows to say so, since they are numbered without a gap. */
export async function countAuditEvents(db: TenantDb): Promise<number> {
  const head = await readAuditHead(db);
  return head.sequence - head.anchor_sequence;
}
