import { dateTimeOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import type { actionState, deviceActionResult } from '../../model/device-action-result.ts';
import { everyDevice, lockManagedDevice, updateManagedDevice } from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';

type Result = Wire<typeof deviceActionResult>;

const actionName = 'requestRemoteAssistance';

/**
 * Tells on the device how far the remote assistance is that was asked for: there is one result for each action, that of the last
 * request. A device that is gone is told nothing.
 */
export async function noteAssistance(
  tx: TenantTx,
  deviceId: string,
  state: Wire<typeof actionState>,
  errorDetails: string | null = null,
): Promise<void> {
  const device = await lockManagedDevice(tx, deviceId, everyDevice);
  if (!device) return;
  const results = JSON.parse(device.deviceActionResults) as Result[];
  const last = results.find((result) => result.actionName === actionName);
  const now = dateTimeOf(tx.now);
  const startDateTime = state === 'pending' ? now : (last?.startDateTime ?? now);
  const result: Result = { actionName, actionState: state, startDateTime, lastUpdatedDateTime: now };
  await updateManagedDevice(tx, deviceId, {
    deviceActionResults: JSON.stringify([...results.filter((other) => other !== last), result]),
    remoteAssistanceSessionErrorDetails: errorDetails,
  });
}
