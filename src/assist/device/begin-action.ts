import { later } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import type { Activity } from '../../model/audit-activities.ts';
import type { DeviceActionTold } from '../../model/device/device-actions.ts';
import { owe } from '../../obligations/owe.ts';
import { type ManagedDevice, updateManagedDevice } from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { type KeptResult, keptResults, withResult } from '../action-results.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Call } from '../call.ts';
import { takesMs } from './end-device-actions.ts';

/** An action that is rehearsed on a device. */
export interface Rehearsal {
  /** As it was called. */
  readonly operation: string;
  readonly activity: Activity;
  readonly actionName: string;
  readonly managementState: DeviceActionTold['managementState'];
  /** What else is kept with its result. */
  readonly kept: Partial<KeptResult>;
}

/** Says on a locked device that an action is pending, and owes its end; both and the audit event are one commit. */
export async function beginAction(
  assist: Assist,
  tx: TenantTx,
  call: Call,
  device: ManagedDevice,
  { operation, activity, actionName, managementState, kept }: Rehearsal,
): Promise<void> {
  const now = dateTimeOf(tx.now);
  const before = device.managementState;
  const after = managementState?.pending ?? before;
  const result = {
    actionName,
    actionState: 'pending' as const,
    startDateTime: now,
    lastUpdatedDateTime: now,
    ends: assist.endOfAction?.(call.version, device.id, operation) ?? 'done',
    ...kept,
  };
  await updateManagedDevice(tx, device.id, {
    managementState: after,
    deviceActionResults: withResult(keptResults(device.deviceActionResults), result),
  });
  await owe(tx, { kind: 'device.act', subject: device.id, dueAt: later(tx.now, takesMs) });
  await audit(tx, call, {
    activity,
    resource: { id: device.id, displayName: device.deviceName },
    changes: after === before ? [] : [{ name: 'ManagementState', from: before, to: after }],
  });
}
