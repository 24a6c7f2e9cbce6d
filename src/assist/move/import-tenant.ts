import { activities } from '../../model/audit-activities.ts';
import { newestVersion } from '../../store/migrations/migrations.ts';
import { verifyAuditEvents } from '../../store/table/audit/audit-chain.ts';
import { removeAuditTrail } from '../../store/table/audit/audit-events.ts';
import { type Head, stateOf } from '../../store/table/audit/audit-hash.ts';
import { lockAuditHead, updateAuditHead } from '../../store/table/audit/audit-head.ts';
import { noteDeviceTexts } from '../../store/table/device-texts.ts';
import { listSeveredConnectors } from '../../store/table/severances.ts';
import { insertRows, removeMoved, removeTenant, type TenantRows } from '../../store/table/tenant-copy.ts';
import { isMoved, lockTenant } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { audit } from '../audit/audit.ts';
import type { MoveOptions } from './export-tenant.ts';
import { asMasterKeys, type MovedHead, type MovedPart, NotMovable } from './moved-tenant.ts';
import { rewrapped } from './rewrapped.ts';

/**
 * Puts an organisation into this database, in one transaction, suspended as it left the other: with what it owes, its grants under the
 * current master key here, and a trail that verifies from its first event on.
 * @param connectors the ids of those that the settings have
 * @param open reads the parts from the first one on, each time that it is called
 * @returns its id
 * @throws NotMovable, SealBroken
 */
export async function importTenant(
  options: MoveOptions,
  connectors: readonly string[],
  open: () => AsyncIterable<MovedPart>,
): Promise<string> {
  const head = await headOf(open());
  refuseOtherSchema(head);
  refuseUnknownConnectors(head, connectors);
  const { tenantId } = head;
  await options.database.write(tenantId, async (tx) => {
    const here = await lockTenant(tx);
    const { head: left } = await lockAuditHead(tx);
    // One that the settings name is made at a start, and has nothing before somebody does something.
    if (here && !isMoved(here) && left.sequence > 0) {
      throw new NotMovable('an organisation of that id is here already, and has a trail of its own');
    }
    // What is here of it, from before a move, has been removed elsewhere because it was too old: with what comes it would be a trail with a gap.
    const isGone = left.sequence > 0 && head.trail.anchor_sequence > left.sequence;
    const removed = isGone ? await removeAuditTrail(tx, left) : 0;
    const trail = isGone ? { ...left, sequence: 0 } : left;
    const followed = headAfter(tx, trail, head.trail);
    await removeMoved(tx);
    await removeTenant(tx);
    await insertAll(tx, options, { here: trail, there: head.trail }, open());
    await refuseSevered(tx);
    updateAuditHead(tx, followed, 'keyed');
    const { intact, firstBroken } = await verifyAuditEvents(
      (work) => work(tx),
      (part) => part(),
    );
    if (!intact) throw new NotMovable(`its trail does not verify from event ${firstBroken?.sequence} on`);
    const tenant = await lockTenant(tx);
    if (removed > 0) {
      await audit(tx, 'service', {
        activity: activities.auditPruned,
        resource: { id: tenantId, displayName: null },
        changes: [{ name: 'Events', from: removed, to: 0 }],
      });
    }
    await audit(tx, 'service', {
      activity: activities.tenantMovedIn,
      resource: { id: tenantId, displayName: tenant?.displayName ?? null },
    });
    tx.announceDue();
  });
  return tenantId;
}

async function headOf(parts: AsyncIterable<MovedPart>): Promise<MovedHead> {
  for await (const part of parts) if ('schema' in part) return part;
  throw new NotMovable('this is no file that assistd tenants export has written');
}

function refuseOtherSchema({ schema }: MovedHead): void {
  const schemas = `schema ${schema}, here ${newestVersion}`;
  if (schema > newestVersion)
    throw new NotMovable(`the file is of a newer release (${schemas}): upgrade this one first`);
  if (schema < newestVersion) {
    const mend = 'import it where that release runs, upgrade that, and export it again';
    throw new NotMovable(`the file is of an older release (${schemas}): ${mend}`);
  }
}

function refuseUnknownConnectors({ connectors }: MovedHead, known: readonly string[]): void {
  const missing = connectors.filter((connector) => !known.includes(connector));
  if (missing.length === 0) return;
  throw new NotMovable(
    `it uses ${missing.join(', ')}, which the setting connectors has not here: add it, with the same id`,
  );
}

/** @param trail where the trail ends here, of which only what follows is not here yet, and what it is where it comes from */
async function insertAll(
  tx: TenantTx,
  { masterKeys, transport }: MoveOptions,
  { here: trail, there }: { readonly here: Head; readonly there: Head },
  parts: AsyncIterable<MovedPart>,
): Promise<void> {
  const wayKeys = asMasterKeys(transport);
  let met = trail.sequence === 0 || (there.anchor_sequence === trail.sequence && there.anchor_hash === trail.hash);
  for await (const part of parts) {
    if ('schema' in part || part.table === 'audit_heads') continue;
    const { table, rows } = await rewrapped(part, tx.tenantId, wayKeys, masterKeys);
    if (table === 'audit_events') {
      met ||= rows.some(({ sequence, hash }) => sequence === trail.sequence && hash === trail.hash);
      await insertRows(tx, table, following(rows, trail));
    } else await insertRows(tx, table, rows);
    if (table === 'managed_devices') await noteDeviceTexts(tx, idsOf(rows));
  }
  if (!met) {
    throw new NotMovable(`its trail does not go on from event ${trail.sequence}, with which it ends here`);
  }
}

function following(events: TenantRows['rows'], { sequence: last }: Head): TenantRows['rows'] {
  return events.filter(({ sequence }) => Number(sequence) > last);
}

function idsOf(rows: TenantRows['rows']): string[] {
  return rows.map(({ id }) => String(id));
}

/** A grant of a severed connector would be in force here although nobody may have one. */
async function refuseSevered(tx: TenantTx): Promise<void> {
  const severed = await listSeveredConnectors(tx);
  const grants = tx.sql.selectFrom('grants').select('connector').distinct().where('tenant_id', '=', tx.tenantId);
  const held = await grants.where('state', '!=', 'retired').execute();
  const refused = held.find(({ connector }) => severed.has(connector));
  if (refused)
    throw new NotMovable(`the connector ${refused.connector} is severed here: restore it first, or disconnect there`);
}

/** Where the trail ends here once the events are in. What is here of it already, from before a move, stays. */
function headAfter(tx: TenantTx, here: Head, head: Head): Head {
  const state = stateOf(tx, head);
  if (state === 'keyMissing') {
    const mend = `add it to the setting auditKeys here, below your own; assistd audit keys -o json prints it where the organisation comes from`;
    throw new NotMovable(`its trail is under the audit key "${head.mac_key_id}": ${mend}`);
  }
  if (state === 'altered') {
    throw new NotMovable(
      `its trail was altered, or the audit key "${head.mac_key_id}" is another one here than where it comes from`,
    );
  }
  if (here.sequence === 0) return head;
  const { anchor_sequence, anchor_hash } = here;
  return { ...head, anchor_sequence, anchor_hash };
}
