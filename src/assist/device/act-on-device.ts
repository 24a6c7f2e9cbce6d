import { deviceActivity } from '../../model/audit-activities.ts';
import { type DeviceActionName, deviceActionNames, deviceActionTable } from '../../model/device/device-actions.ts';
import { type DeviceScope, lockManagedDevice } from '../../store/table/managed-devices.ts';
import type { Assist } from '../assist.ts';
import type { Call } from '../call.ts';
import { beginAction } from './begin-action.ts';
import { deviceAt } from './managed-device.ts';

type ActOnDevice = (assist: Assist, call: Call<DeviceScope>) => Promise<void>;

/** Every action on a device that is rehearsed and not done, by its operation. */
export const actionsOnDevices = Object.fromEntries(
  deviceActionNames.map((name) => [`managedDevices.${name}`, actOnDevice(name)]),
) as Readonly<Record<`managedDevices.${DeviceActionName}`, ActOnDevice>>;

function actOnDevice(actionName: DeviceActionName): ActOnDevice {
  const { description, managementState } = deviceActionTable[actionName];
  const activity = deviceActivity(actionName, description);
  return (assist, call) =>
    assist.database.write(call.caller.tenantId, async (tx) => {
      const device = await deviceAt(tx, call, lockManagedDevice);
      const kept = { asked: call.parameters };
      await beginAction(assist, tx, call, device, {
        operation: actionName,
        activity,
        actionName,
        managementState,
        kept,
      });
    });
}
