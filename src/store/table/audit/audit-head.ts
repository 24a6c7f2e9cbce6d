import { forUpdate } from '../../for-update.ts';
import { prepared, preparedUpdate } from '../../prepared.ts';
import type { AuditHeadTable } from '../../schema.ts';
import type { TenantDb, TenantTx } from '../../tenant.ts';
import { firstHash, type Head, sealedHead, stateOf } from './audit-hash.ts';

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
  const [head = before] = await select(db, {});
  return head;
}

const lock = prepared<never, AuditHeadTable>([], (sql, { tenantId }, dialect) =>
  sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', tenantId).$call(forUpdate({ dialect })),
);

/** The end of the chain, held against every other writer until the transaction ends. */
export async function lockAuditHead(tx: TenantTx): Promise<Head> {
  const [head] = await lock(tx, {});
  if (head) return head;
  const insert = tx.sql.insertInto('audit_heads').values({ ...before, tenant_id: tx.tenantId });
  await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).execute();
  // Of two transactions that write a tenant's first events, one waits for the other here.
  const [first] = await lock(tx, {});
  return first as Head;
}

const update = preparedUpdate('audit_heads');

export function updateAuditHead(tx: TenantTx, head: Head): void {
  const { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac } = head;
  update.send(tx, undefined, { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac });
}

/** Puts the head under the current key, where it is as it was written. */
export async function sealAuditHead(tx: TenantTx): Promise<void> {
  const head = await lockAuditHead(tx);
  if (stateOf(tx, head) === 'keyed') updateAuditHead(tx, sealedHead(tx, head));
}
