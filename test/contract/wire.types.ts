import type { Wire } from '../../src/edm/type.ts';
import type { auditEvent } from '../../src/model/audit-event.ts';
import type { connector } from '../../src/model/connector.ts';
import type { deviceActionResult } from '../../src/model/device/device-action-result.ts';
import type { managedDevice } from '../../src/model/device/managed-device.ts';
import type { complianceState } from '../../src/model/device/managed-device-states.ts';

/*
 * What `Wire` says of the JSON, held by the compiler: `npm run check` fails where a line below no longer compiles, or where one
 * that must not compile does.
 */

type Device = Wire<typeof managedDevice>;

export const device: Pick<Device, 'id' | 'deviceName' | 'complianceState' | 'totalStorageSpaceInBytes'> = {
  id: 'd1',
  deviceName: null,
  complianceState: 'inGracePeriod',
  totalStorageSpaceInBytes: 256_000_000_000,
};

export const action: Wire<typeof deviceActionResult> = {
  actionName: 'requestRemoteAssistance',
  actionState: 'pending',
  startDateTime: '2026-11-21T19:28:00Z',
  lastUpdatedDateTime: '2026-11-21T19:28:00Z',
};

export const actions: Device['deviceActionResults'] = [action];
export const features: Device['configurationManagerClientEnabledFeatures'] = null;
export const state: Wire<typeof complianceState> = 'compliant';
export const actor: NonNullable<Wire<typeof auditEvent>['actor']>['userPermissions'] = ['*'];
export const closes: Wire<typeof connector>['capabilities']['closesSessions'] = true;

// @ts-expect-error a member that the enumeration lacks
export const unknownState: Device['complianceState'] = 'broken';
// @ts-expect-error a property that is never null
export const nullDate: Device['enrolledDateTime'] = null;
// @ts-expect-error a property that the type does not declare
export const undeclared: keyof Device = 'ownerType';
// @ts-expect-error the JSON is read only
export const renamed = ((row: Device) => (row.deviceName = 'x')) satisfies (row: Device) => string;
