import { newId } from '../../core/id.ts';
import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { insertManagedDevice, newDevice } from '../../store/table/managed-devices.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';

/** Adds a device to the inventory, under the id that it has elsewhere where the body names one. */
export const createManagedDevice: Handler<'managedDevices.create'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const { id = newId(), ...body } = call.body as { id?: string };
    const device = newDevice(id, body);
    if (!(await insertManagedDevice(tx, device))) {
      const problem = `A device with the id '${id}' exists already. Change it with PATCH, or leave the id out.`;
      throw fail('conflict', { problem, target: 'id' });
    }
    await audit(tx, call, {
      activity: activities.deviceCreated,
      resource: { id, displayName: device.deviceName },
      changes: [
        { name: 'DeviceName', from: null, to: device.deviceName },
        { name: 'SerialNumber', from: null, to: device.serialNumber },
        { name: 'UserPrincipalName', from: null, to: device.userPrincipalName },
      ],
    });
    return device;
  });
