import { isGuid } from '../../core/id.ts';
import { managedDevice } from '../../model/managed-device.ts';
import {
  type DeviceScope,
  findManagedDevice,
  isInScope,
  type ManagedDevice,
} from '../../store/table/managed-devices.ts';
import type { TenantDb } from '../../store/tenant.ts';
import type { Call } from '../call.ts';
import { foundIn } from '../found.ts';

/** The row, or the 404 that says which one is missing. */
export function foundDevice(row: ManagedDevice | undefined, id: string): ManagedDevice {
  return foundIn(managedDevice, row, id);
}

/** The device that a call names, by the path that it is reached by: another user's device is not found below a user. */
export async function deviceAt(db: TenantDb, call: Call): Promise<ManagedDevice> {
  const above = call.pathParameters.managedDevice;
  if (above !== undefined) foundDevice(await findManagedDevice(db, above), above);
  const device = await findManagedDevice(db, call.key);
  return foundDevice(device && isInScope(device, scopeOf(call)) ? device : undefined, call.key);
}

/** Which devices the path of a call leads to. */
export function scopeOf({ path, pathParameters: { user }, caller }: Call): DeviceScope {
  if (user !== undefined) {
    return isGuid(user) ? { kind: 'user', userId: user } : { kind: 'user', userPrincipalName: user };
  }
  if (path.startsWith('me/')) {
    return { kind: 'user', userId: caller.subject, userPrincipalName: caller.userPrincipalName };
  }
  return { kind: path === 'deviceManagement/comanagedDevices' ? 'comanaged' : 'all' };
}
