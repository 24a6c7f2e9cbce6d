import { forUpdate } from '../for-update.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { firstHash, type Head, sealedHead, stateOf } from './audit-hash.ts';

const before: Head = {
  sequence: 0,
  hash: firstHash,
  anchor_sequence: 0,
  anchor_hash: firstHash,
  mac_key_id: null,
  mac: null,
};

export async function readAuditHead(db: TenantDb): Promise<Head> {
  const select = db.sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', db.tenantId);
  return (await select.executeTakeFirst()) ?? before;
}

/** The end of the chain, held against every other writer until the transaction ends. */
export async function lockAuditHead(tx: TenantTx): Promise<Head> {
  const select = tx.sql.selectFrom('audit_heads').selectAll().where('tenant_id', '=', tx.tenantId).$call(forUpdate(tx));
  const head = await select.executeTakeFirst();
  if (head) return head;
  const insert = tx.sql.insertInto('audit_heads').values({ ...before, tenant_id: tx.tenantId });
  await insert.onConflict((conflict) => conflict.column('tenant_id').doNothing()).execute();
  // Of two transactions that write a tenant's first events, one waits for the other here.
  return select.executeTakeFirstOrThrow();
}

export async function updateAuditHead(tx: TenantTx, head: Head): Promise<void> {
  const { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac } = head;
  const changes = { sequence, hash, anchor_sequence, anchor_hash, mac_key_id, mac };
  await tx.sql.updateTable('audit_heads').set(changes).where('tenant_id', '=', tx.tenantId).execute();
}

/** Puts the head under the current key, where it is as it was written. */
export async function sealAuditHead(tx: TenantTx): Promise<void> {
  const head = await lockAuditHead(tx);
  if (stateOf(tx, head) === 'keyed') await updateAuditHead(tx, sealedHead(tx, head));
}
