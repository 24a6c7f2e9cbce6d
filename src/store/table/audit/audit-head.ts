import type { Soon } from '../../../core/soon.ts';
import { forUpdate } from '../../for-update.ts';
import { prepared, preparedUpdate } from '../../prepared.ts';
import type { AuditHeadTable } from '../../schema.ts';
import type { TenantDb, TenantTx } from '../../tenant.ts';
import { WrittenLast } from '../../written-last.ts';
import { firstHash, type Head, type HeadState, sealedHead, stateOf } from './audit-hash.ts';

const before: Head = {
  sequence: 0,
  hash: firstHash,
  anchor_sequence: 0,
  anchor_hash: firstHash,
  mac_key_id: null,
  mac: null,
};

const select = prepared<never, AuditHeadTable>([], (sql, { tenantId }) =>
  sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', tenantId),
);

export async function readAuditHead(db: TenantDb): Promise<Head> {
  const pending = last.pending(db);
  if (pending) return asWritten(db, pending);
  const [head = before] = await select(db, {});
  return head;
}

/** With the newest event, whose place is found in the same statement since this is on the path of every change. */
const lock = prepared<never, AuditHeadTable & { newest: number | null }>([], (sql, { tenantId }, dialect) => {
  const newest = sql
    .selectFrom('audit_events')
    .select('sequence')
    .where('tenant_id', '=', tenantId)
    .orderBy('sequence', 'desc')
    .limit(1);
  const head = sql.selectFrom('audit_heads').selectAll().select(newest.as('newest'));
  return head.where('tenant_id', '=', tenantId).$call(forUpdate({ dialect }));
});

/** The end of the chain, and whether it is as it was written last. */
export interface LockedHead {
  readonly head: Head;
  readonly state: HeadState;
}

/** The end of the chain, held against every other writer until the transaction ends. */
export function lockAuditHead(tx: TenantTx): Soon<LockedHead> {
  return last.pending(tx) ?? lockWritten(tx);
}

async function lockWritten(tx: TenantTx): Promise<LockedHead> {
  const [found] = await lock(tx, {});
  if (found) return asFound(tx, found);
  const insert = tx.sql.insertInto('audit_heads').values({ ...before, tenant_id: tx.tenantId });
  await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).execute();
  // Of two transactions that write a tenant's first events, one waits for the other here.
  const [first = { ...before, newest: null }] = await lock(tx, {});
  return asFound(tx, first);
}

/**
 * Where events stand beyond the end, somebody else than this service has removed it, set it back or put in an older one, or has added
 * events: the trail goes on behind them, else nothing could be done any more that is audited.
 */
function asFound(tx: TenantTx, { newest, ...head }: Head & { newest: number | null }): LockedHead {
  if (newest === null || newest <= head.sequence) return { head, state: stateOf(tx, head) };
  const state = stateOf(tx, head) === 'keyMissing' ? 'keyMissing' : 'altered';
  return { head: { ...head, sequence: newest }, state };
}

const update = preparedUpdate('audit_heads');

const last = new WrittenLast<LockedHead>((tx, pending) => {
  const { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac } = asWritten(tx, pending);
  update.send(tx, undefined, { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac });
});

/** Under the current key, but for one of a trail that has none. */
function asWritten(db: TenantDb, { head, state }: LockedHead): Head {
  return state === 'keyed' ? sealedHead(db, head) : head;
}

/** Sets the end of the chain, whose lock is held. `keyed` is put under the current key when it is written, whatever stands in it. */
export function updateAuditHead(tx: TenantTx, head: Head, state: 'keyed' | 'plain'): void {
  last.set(tx, { head, state });
}

/** Puts the head under the current key, where it is as it was written. */
export async function sealAuditHead(tx: TenantTx): Promise<void> {
  const { head, state } = await lockAuditHead(tx);
  if (state === 'keyed') updateAuditHead(tx, head, state);
}
