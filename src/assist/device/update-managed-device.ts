import { activities } from '../../model/audit-activities.ts';
import { managedDevice } from '../../model/device/managed-device.ts';
import {
  deviceCells,
  lockManagedDevice,
  updateManagedDevice as writeManagedDevice,
} from '../../store/table/managed-devices.ts';
import { audit } from '../audit/audit.ts';
import { changesOf } from '../audit/changes.ts';
import type { Handler } from '../call.ts';
import { deviceAt } from './managed-device.ts';

export const updateManagedDevice: Handler<'managedDevices.update'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const device = await deviceAt(tx, call, lockManagedDevice);
    const cells = deviceCells(call.body, device);
    const changes = changesOf(managedDevice, device, cells);
    if (changes.length === 0) return device;
    await writeManagedDevice(tx, device.id, cells);
    const changed = { ...device, ...cells };
    await audit(tx, call, {
      activity: activities.deviceUpdated,
      resource: { id: device.id, displayName: changed.deviceName },
      changes,
    });
    return changed;
  });
