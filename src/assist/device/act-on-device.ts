import { later } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { deviceActivity } from '../../model/audit-activities.ts';
import { type DeviceActionName, deviceActionNames, deviceActionTable } from '../../model/device-actions.ts';
import { owe } from '../../obligations/owe.ts';
import { type DeviceScope, lockManagedDevice, updateManagedDevice } from '../../store/table/managed-devices.ts';
import { keptResults, withResult } from '../action-results.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Call } from '../call.ts';
import { takesMs } from './end-device-actions.ts';
import { deviceAt } from './managed-device.ts';

type ActOnDevice = (assist: Assist, call: Call<DeviceScope>) => Promise<void>;

/** Every action on a device that is rehearsed and not done, by its operation. */
export const actionsOnDevices = Object.fromEntries(
  deviceActionNames.map((name) => [`managedDevices.${name}`, actOnDevice(name)]),
) as Readonly<Record<`managedDevices.${DeviceActionName}`, ActOnDevice>>;

/** Says that the action is asked for, and owes its end; both and the audit event are one commit. */
function actOnDevice(actionName: DeviceActionName): ActOnDevice {
  return (assist, call) =>
    assist.database.write(call.caller.tenantId, async (tx) => {
      const device = await deviceAt(tx, call, lockManagedDevice);
      const now = dateTimeOf(tx.now);
      const { managementState = {} } = deviceActionTable[actionName];
      const state = managementState.pending ?? device.managementState;
      await updateManagedDevice(tx, device.id, {
        managementState: state,
        deviceActionResults: withResult(keptResults(device.deviceActionResults), {
          actionName,
          actionState: 'pending',
          startDateTime: now,
          lastUpdatedDateTime: now,
          ends: assist.endOfAction?.(call.version, device.id, actionName) ?? 'done',
          asked: call.parameters,
        }),
      });
      await owe(tx, { kind: 'device.act', subject: device.id, dueAt: later(tx.now, takesMs) });
      await audit(tx, call, {
        activity: deviceActivity(actionName),
        resource: { id: device.id, displayName: device.deviceName },
        changes:
          state === device.managementState
            ? []
            : [{ name: 'ManagementState', from: device.managementState, to: state }],
      });
    });
}
