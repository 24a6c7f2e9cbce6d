import { activities } from '../../model/audit-activities.ts';
import { managedDevice } from '../../model/managed-device.ts';
import {
  deviceCells,
  lockManagedDevice,
  type ManagedDevice,
  updateManagedDevice as writeManagedDevice,
} from '../../store/table/managed-devices.ts';
import { audit, type Change } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { deviceAt } from './managed-device.ts';

export const updateManagedDevice: Handler<'managedDevices.update'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const device = await deviceAt(tx, call, lockManagedDevice);
    const cells = deviceCells(call.body);
    const changes = changesOf(device, cells);
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

function changesOf(device: ManagedDevice, cells: Partial<ManagedDevice>): Change[] {
  const before: Readonly<Record<string, unknown>> = { ...device };
  return Object.entries(cells).flatMap(([column, to]) => {
    const property = managedDevice.properties[column as keyof typeof managedDevice.properties];
    if (!property || before[column] === to) return [];
    const name = column.charAt(0).toUpperCase() + column.slice(1);
    // What is given only on request, an activation lock's bypass code among it, is not spread by the trail.
    return property.selectOnly ? { name, from: null, to: 'changed' } : { name, from: before[column], to };
  });
}
