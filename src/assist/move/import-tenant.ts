import { activities } from '../../model/audit-activities.ts';
import { newestVersion } from '../../store/migrations/migrations.ts';
import { verifyAuditEvents } from '../../store/table/audit/audit-chain.ts';
import { type Head, sealedHead, stateOf } from '../../store/table/audit/audit-hash.ts';
import { lockAuditHead, updateAuditHead } from '../../store/table/audit/audit-head.ts';
import { noteDeviceTexts } from '../../store/table/device-texts.ts';
import { listSeveredConnectors } from '../../store/table/severances.ts';
import { isMoved, lockTenant } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { insertMoved, type TenantCopy } from '../../store/tenant-copy.ts';
import { audit } from '../audit/audit.ts';
import type { MoveOptions } from './export-tenant.ts';
import { asMasterKeys, type MovedTenant, NotMovable, rewrapped } from './moved-tenant.ts';

/**
 * Puts an organisation into this database, in one transaction, suspended as it left the other: with what it owes, its grants under the
 * current master key here, and a trail that verifies from its first event on.
 * @param connectors the ids of those that the settings have
 * @throws NotMovable, SealBroken
 */
export async function importTenant(
  { database, masterKeys, transport }: MoveOptions,
  connectors: readonly string[],
  { schema, tenantId, rows: sealed }: MovedTenant,
): Promise<void> {
  const schemas = `schema ${schema}, here ${newestVersion}`;
  if (schema > newestVersion)
    throw new NotMovable(`the file is of a newer release (${schemas}): upgrade this one first`);
  if (schema < newestVersion) {
    const mend = 'import it where that release runs, upgrade that, and export it again';
    throw new NotMovable(`the file is of an older release (${schemas}): ${mend}`);
  }
  refuseUnknownConnectors(sealed, connectors);
  const rows = await rewrapped(sealed, tenantId, asMasterKeys(transport), masterKeys);
  const [tenant] = rows.tenants ?? [];
  await database.write(tenantId, async (tx) => {
    const here = await lockTenant(tx);
    if (here && !isMoved(here)) throw new NotMovable('an organisation of that id is here already');
    const head = await lockAuditHead(tx);
    const followed = headAfter(tx, head, rows);
    await insertMoved(tx, { ...rows, audit_events: eventsAfter(head, rows) });
    await refuseSevered(tx, rows);
    updateAuditHead(tx, followed);
    const { intact, firstBroken } = await verifyAuditEvents(tx);
    if (!intact) throw new NotMovable(`its trail does not verify from event ${firstBroken?.sequence} on`);
    await noteDeviceTexts(
      tx,
      (rows.managed_devices ?? []).map(({ id }) => String(id)),
    );
    await audit(tx, 'service', {
      activity: activities.tenantMovedIn,
      resource: { id: tenantId, displayName: String(tenant?.displayName) },
    });
    tx.announceDue();
  });
}

function refuseUnknownConnectors(
  { remote_assistance_partners: partners = [], grants = [] }: TenantCopy,
  known: readonly string[],
) {
  const used = new Set([...partners, ...grants].map(({ connector }) => String(connector)));
  const missing = [...used].filter((connector) => !known.includes(connector));
  if (missing.length === 0) return;
  throw new NotMovable(
    `it uses ${missing.join(', ')}, which the setting connectors has not here: add it, with the same id`,
  );
}

/** A grant of a severed connector would be in force here although nobody may have one. */
async function refuseSevered(tx: TenantTx, { grants = [] }: TenantCopy): Promise<void> {
  const severed = await listSeveredConnectors(tx);
  const held = grants.find(({ connector, state }) => state !== 'retired' && severed.has(String(connector)));
  if (held)
    throw new NotMovable(`the connector ${held.connector} is severed here: restore it first, or disconnect there`);
}

/** Where the trail ends here once the events are in. What is here of it already, from before a move, stays. */
function headAfter(tx: TenantTx, here: Head, { audit_heads: heads = [], audit_events: events = [] }: TenantCopy): Head {
  const head = heads[0] as unknown as Head | undefined;
  if (!head) throw new NotMovable('the file has no trail');
  const state = stateOf(tx, head);
  if (state === 'keyMissing') {
    const mend = `add it to the setting auditKeys here; assistd audit keys prints it where the organisation comes from`;
    throw new NotMovable(`its trail is under the audit key "${head.mac_key_id}": ${mend}`);
  }
  if (state === 'altered') {
    throw new NotMovable(
      `its trail was altered, or the audit key "${head.mac_key_id}" is another one here than where it comes from`,
    );
  }
  if (here.sequence === 0) return sealedHead(tx, head);
  const same = events.some(({ sequence, hash }) => sequence === here.sequence && hash === here.hash);
  if (!same) throw new NotMovable(`its trail does not go on from event ${here.sequence}, with which it ends here`);
  const { anchor_sequence, anchor_hash } = here;
  return sealedHead(tx, { ...head, anchor_sequence, anchor_hash });
}

function eventsAfter({ sequence: last }: Head, { audit_events: events = [] }: TenantCopy) {
  return events.filter(({ sequence }) => Number(sequence) > last);
}
