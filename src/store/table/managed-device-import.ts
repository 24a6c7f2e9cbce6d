import type { Cells } from '../cells.ts';
import { rowWriter } from '../row-writer.ts';
import { columnsOf, storedEntities } from '../stored-entities.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { putDeviceTexts } from './device-texts.ts';
import { blankDevice, type ManagedDevice } from './managed-devices.ts';

/** The devices with one of these ids. */
export function findDevicesById(db: TenantDb, ids: readonly string[]): Promise<ManagedDevice[]> {
  return ids.length === 0 ? Promise.resolve([]) : devices(db).where('id', 'in', ids).execute();
}

/** The devices with one of these serial numbers. */
export function findDevicesBySerialNumber(db: TenantDb, serialNumbers: readonly string[]): Promise<ManagedDevice[]> {
  return serialNumbers.length === 0
    ? Promise.resolve([])
    : devices(db).where('serialNumber', 'in', serialNumbers).execute();
}

function devices(db: TenantDb) {
  return db.sql.selectFrom('managed_devices').selectAll().where('tenant_id', '=', db.tenantId);
}

const write = rowWriter(
  'managed_devices',
  [
    ...columnsOf(storedEntities.managed_devices),
    { name: 'upn_lower', type: 'TEXT' },
    { name: 'user_key', type: 'TEXT' },
  ],
  { blank: blankDevice },
);

/** Writes whole devices, new ones and changed ones alike. The number of devices is the caller's to keep. */
export async function putManagedDevices(tx: TenantTx, devices: readonly ManagedDevice[]): Promise<void> {
  const rows = devices as unknown as readonly Cells[];
  await write(tx, rows);
  await putDeviceTexts(tx, rows);
}
