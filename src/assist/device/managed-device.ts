import { managedDevice } from '../../model/device/managed-device.ts';
import {
  type DeviceScope,
  everyDevice,
  findManagedDevice,
  type ManagedDevice,
} from '../../store/table/managed-devices.ts';
import type { TenantDb } from '../../store/tenant.ts';
import type { Call } from '../call.ts';
import { foundIn } from '../found.ts';

/**
 * The device that a call names, found or locked by `find`, or the 404 that says which one is missing: another user's device is not
 * found below a user.
 */
export async function deviceAt<Db extends TenantDb>(
  db: Db,
  { key, scope, pathParameters: { managedDevice: above } }: Call<DeviceScope>,
  find: (db: Db, id: string, scope: DeviceScope) => Promise<ManagedDevice | undefined>,
): Promise<ManagedDevice> {
  if (above !== undefined) foundIn(managedDevice, await findManagedDevice(db, above, everyDevice), above);
  return foundIn(managedDevice, await find(db, key, scope), key);
}
