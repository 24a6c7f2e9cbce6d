import type { Cells } from '../cells.ts';
import { rowWriter } from '../row-writer.ts';
import { columnsOf, storedEntities } from '../stored-entities.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';
import { deviceLineColumns, putDeviceTexts } from './device-texts.ts';
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

/** Whether the index of texts has to be told of a device that was other before. */
export function hasOtherTexts(device: ManagedDevice, before: ManagedDevice): boolean {
  const [now, then]: readonly Readonly<Record<string, unknown>>[] = [device, before];
  return deviceLineColumns.some((name) => now?.[name] !== then?.[name]);
}

/**
 * Writes whole devices, new ones and changed ones alike. The number of devices is the caller's to keep.
 * @param rewritten those that are new or have other texts
 */
export async function putManagedDevices(
  tx: TenantTx,
  devices: readonly ManagedDevice[],
  rewritten: readonly ManagedDevice[] = devices,
): Promise<void> {
  await write(tx, devices as unknown as readonly Cells[]);
  if (rewritten.length > 0) await putDeviceTexts(tx, rewritten as unknown as readonly Cells[]);
}
