import { type Kysely, sql } from 'kysely';
import type { Soon } from '../../../core/soon.ts';
import { forUpdate } from '../../for-update.ts';
import { prepared, preparedUpdate } from '../../prepared.ts';
import type { AuditHeadTable } from '../../schema/record.ts';
import type { Schema } from '../../schema.ts';
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

/** The greatest number that an event is given. Nobody counts that far, but whoever writes the database may have put something there. */
const greatest = 2 ** 52;
const greatestText = sql<number>`${sql.lit(greatest)}`;

function headOf(db: Kysely<Schema>, tenantId: string) {
  // What is beyond JavaScript's numbers could not even be read.
  const number = (name: 'sequence' | 'anchor_sequence') => {
    const column = sql.ref(name);
    return sql<number>`CASE WHEN ${column} BETWEEN 0 AND ${greatestText} THEN ${column} ELSE ${greatestText} END`.as(
      name,
    );
  };
  return db
    .selectFrom('audit_heads')
    .select(['tenant_id', 'hash', 'anchor_hash', 'mac_key_id', 'mac', number('sequence'), number('anchor_sequence')])
    .where('tenant_id', '=', tenantId);
}

const select = prepared<never, AuditHeadTable>([], (db, { tenantId }) => headOf(db, tenantId));

export async function readAuditHead(db: TenantDb): Promise<Head> {
  const pending = last.pending(db);
  if (pending) return asWritten(db, pending);
  const [head = before] = await select(db, {});
  return head;
}

/** With the newest event, whose place is found in the same statement since this is on the path of every change. */
const lock = prepared<never, AuditHeadTable & { newest: number | null }>([], (db, { tenantId }, dialect) => {
  const newest = db
    .selectFrom('audit_events')
    .select('sequence')
    .where('tenant_id', '=', tenantId)
    .where('sequence', '<=', greatestText)
    .orderBy('sequence', 'desc')
    .limit(1);
  return headOf(db, tenantId).select(newest.as('newest')).$call(forUpdate({ dialect }));
});

/** The newest event that another one can be written behind. */
const selectRoom = prepared<never, { sequence: number }>([], (db, { tenantId }) =>
  db
    .selectFrom('audit_events as e')
    .select('e.sequence')
    .where('e.tenant_id', '=', tenantId)
    .where('e.sequence', '>=', 0)
    .where('e.sequence', '<', greatestText)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('audit_events as next')
            .select('next.id')
            .where('next.tenant_id', '=', tenantId)
            .where('next.sequence', '=', sql<number>`e.sequence + 1`),
        ),
      ),
    )
    .orderBy('e.sequence', 'desc')
    .limit(1),
);

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
 * events: the trail goes on behind them, else nothing could be done any more that is audited. Behind the greatest number nothing can: it
 * goes on before.
 */
async function asFound(tx: TenantTx, { newest, ...head }: Head & { newest: number | null }): Promise<LockedHead> {
  let sequence = Math.max(newest ?? 0, head.sequence);
  if (sequence >= greatest) sequence = (await selectRoom(tx, {}))[0]?.sequence ?? 0;
  const state = stateOf(tx, head);
  if (sequence === head.sequence) return { head, state };
  return { head: { ...head, sequence }, state: state === 'keyMissing' ? state : 'altered' };
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
