import { newOrderedId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { forUpdate } from '../for-update.ts';
import type { AuditEventTable, AuditHeadTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { auditHash, firstHash } from './audit-chain.ts';

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
  readonly actor: object;
  readonly resources: readonly object[];
}

/**
 * Writes an event at the end of the tenant's chain (`audit-chain.ts`). It holds the end of the chain until the transaction is over,
 * so in each transaction it comes last, which also keeps transactions from waiting for each other in a ring.
 */
export async function appendAuditEvent(tx: TenantTx, event: NewAuditEvent): Promise<AuditEventTable> {
  const head = await lockHead(tx);
  const { actor, resources, ...members } = event;
  const written = {
    ...members,
    tenant_id: tx.tenantId,
    sequence: head.sequence + 1,
    // In the order of the chain also where two events have the same time.
    id: newOrderedId(tx.now, head.sequence),
    activityDateTime: dateTimeOf(tx.now),
    actor: JSON.stringify(actor),
    resources: JSON.stringify(resources),
    previous_hash: head.hash,
  };
  const row = { ...written, hash: auditHash(written) };
  // Sent together: while the end of the chain is held, a round trip less to wait for.
  await Promise.all([
    tx.sql.insertInto('audit_events').values(row).execute(),
    updateHead(tx, { sequence: row.sequence, hash: row.hash }),
  ]);
  return row;
}

export function findAuditEvent(db: TenantDb, id: string): Promise<AuditEventTable | undefined> {
  const select = db.sql.selectFrom('audit_events').selectAll();
  return select.where('tenant_id', '=', db.tenantId).where('id', '=', id).executeTakeFirst();
}

/**
 * Removes events from the beginning of the chain up to the first that is not older than `before` (canonical date), `limit` of them at
 * most; the chain still verifies.
 * @returns how many; fewer than `limit` when nothing older is left.
 */
export async function pruneAuditEvents(tx: TenantTx, before: string, limit = 1000): Promise<number> {
  const head = await lockHead(tx);
  const oldest = await tx.sql
    .selectFrom('audit_events')
    .select(['sequence', 'hash', 'activityDateTime'])
    .where('tenant_id', '=', tx.tenantId)
    .where('sequence', '>', head.anchor_sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  const kept = oldest.findIndex(({ activityDateTime }) => activityDateTime >= before);
  const pruned = kept === -1 ? oldest : oldest.slice(0, kept);
  const last = pruned.at(-1);
  if (!last) return 0;
  const deletion = tx.sql.deleteFrom('audit_events').where('tenant_id', '=', tx.tenantId);
  await deletion.where('sequence', '<=', last.sequence).execute();
  await updateHead(tx, { anchor_sequence: last.sequence, anchor_hash: last.hash });
  return pruned.length;
}

/** Whether an event is older than `before` (canonical date). */
export async function hasAuditEventsBefore(db: TenantDb, before: string): Promise<boolean> {
  const select = db.sql.selectFrom('audit_events').select('sequence').where('tenant_id', '=', db.tenantId);
  const [older] = await select.where('activityDateTime', '<', before).limit(1).execute();
  return older !== undefined;
}

/** How many events there are; nobody counts a million rows to say so, since they are numbered without a gap. */
export async function countAuditEvents(db: TenantDb): Promise<number> {
  const select = db.sql.selectFrom('audit_heads').select(['sequence', 'anchor_sequence']);
  const head = await select.where('tenant_id', '=', db.tenantId).executeTakeFirst();
  return head ? head.sequence - head.anchor_sequence : 0;
}

async function lockHead(tx: TenantTx): Promise<AuditHeadTable> {
  const select = tx.sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', tx.tenantId).$call(forUpdate(tx));
  const head = await select.executeTakeFirst();
  if (head) return head;
  const first = { tenant_id: tx.tenantId, sequence: 0, hash: firstHash, anchor_sequence: 0, anchor_hash: firstHash };
  const insert = tx.sql.insertInto('audit_heads').values(first);
  await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).execute();
  // Of two transactions that write a tenant's first events, one waits for the other here.
  return select.executeTakeFirstOrThrow();
}

async function updateHead(tx: TenantTx, changes: Partial<AuditHeadTable>): Promise<void> {
  await tx.sql.updateTable('audit_heads').set(changes).where('tenant_id', '=', tx.tenantId).execute();
}
