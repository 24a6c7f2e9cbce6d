import { dateTimeOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import type { actionState } from '../../model/device/device-action-result.ts';
import { everyDevice, lockManagedDevice, updateManagedDevice } from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { keptResults, withResult } from '../action-results.ts';

const actionName = 'requestRemoteAssistance';

/** Tells on the device how far the remote assistance is that was asked for. A device that is gone is told nothing. */
export async function noteAssistance(
  tx: TenantTx,
  deviceId: string,
  state: Wire<typeof actionState>,
  errorDetails: string | null = null,
): Promise<void> {
  const device = await lockManagedDevice(tx, deviceId, everyDevice);
  if (!device) return;
  const results = keptResults(device.deviceActionResults);
  const last = results.find((result) => result.actionName === actionName);
  const now = dateTimeOf(tx.now);
  const startDateTime = state === 'pending' ? now : (last?.startDateTime ?? now);
  await updateManagedDevice(tx, deviceId, {
    deviceActionResults: withResult(results, {
      actionName,
      actionState: state,
      startDateTime,
      lastUpdatedDateTime: now,
    }),
    remoteAssistanceSessionErrorDetails: errorDetails,
  });
}
