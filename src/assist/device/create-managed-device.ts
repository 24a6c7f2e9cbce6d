import { newId } from '../../core/id.ts';
import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { everyDevice, findManagedDevice, insertManagedDevice, newDevice } from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { audit } from '../audit/audit.ts';
import type { Call, Handler } from '../call.ts';
import { once } from '../once.ts';

/** Adds a device to the inventory, under the id that it has elsewhere where the body names one. */
export const createManagedDevice: Handler<'managedDevices.create'> = ({ database }, call) =>
  database.write(call.caller.tenantId, (tx) => {
    const { id = newId(), ...body } = call.body as { id?: string };
    return once(tx, call, 'managedDevices.create', id, {
      made: (earlier) => findManagedDevice(tx, earlier, everyDevice),
      make: () => insertDevice(tx, call, id, body),
    });
  });

async function insertDevice(tx: TenantTx, call: Call, id: string, body: Readonly<Record<string, unknown>>) {
  const device = newDevice(id, body);
  if (!(await insertManagedDevice(tx, device))) {
    const problem = sentence('existsAlready', { id });
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
}
