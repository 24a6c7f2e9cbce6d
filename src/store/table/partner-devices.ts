import { type Instant, instantOf } from '../../core/clock.ts';
import { preparedChange } from '../prepared.ts';
import { rowWriter } from '../row-writer.ts';
import type { PartnerDeviceTable } from '../schema/device.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

export type PartnerDeviceRow = Omit<PartnerDeviceTable, 'tenant_id'>;

/** Of the devices with these ids at a partner, those that are known. */
export function listPartnerDevices(
  db: TenantDb,
  partnerId: string,
  partnerDeviceIds: readonly string[],
): Promise<PartnerDeviceRow[]> {
  if (partnerDeviceIds.length === 0) return Promise.resolve([]);
  return all(db).where('partner_id', '=', partnerId).where('partner_device_id', 'in', partnerDeviceIds).execute();
}

/** The partners that list a device of ours. */
export function listKnowing(db: TenantDb, deviceId: string): Promise<PartnerDeviceRow[]> {
  return all(db).where('device_id', '=', deviceId).execute();
}

function all(db: TenantDb) {
  return db.sql.selectFrom('partner_devices').selectAll().where('tenant_id', '=', db.tenantId);
}

const write = rowWriter(
  'partner_devices',
  [
    { name: 'partner_id', type: 'TEXT' },
    { name: 'partner_device_id', type: 'TEXT' },
    { name: 'device_id', type: 'TEXT' },
    { name: 'said', type: 'TEXT' },
    { name: 'listed_at', type: 'BIGINT' },
  ],
  { key: ['partner_id', 'partner_device_id'] },
);

/** Writes rows, new ones and changed ones alike. */
export function putPartnerDevices(tx: TenantTx, rows: readonly PartnerDeviceRow[]): Promise<void> {
  return write(
    tx,
    rows.map((row) => ({ ...row })),
  );
}

/** Forgets what a partner has not listed since; everything unless told. */
export async function forgetPartnerDevices(tx: TenantTx, partnerId: string, since = endOfTime): Promise<void> {
  await forget(tx, { partnerId, since });
}

const endOfTime = instantOf(Number.MAX_SAFE_INTEGER);

const forget = preparedChange(['partnerId', 'since'], (sql, { tenantId, partnerId, since }) =>
  sql
    .deleteFrom('partner_devices')
    .where('tenant_id', '=', tenantId)
    .where('partner_id', '=', partnerId)
    .where('listed_at', '<', since as unknown as Instant),
);
