import type { Device } from '../../../src/client/resources.ts';
import type { Sheet } from '../elements/list/export-kinds.ts';

const columns = [
  'id',
  'deviceName',
  'serialNumber',
  'userPrincipalName',
  'userDisplayName',
  'operatingSystem',
  'osVersion',
  'complianceState',
  'manufacturer',
  'model',
  'isEncrypted',
  'enrolledDateTime',
  'lastSyncDateTime',
] as const satisfies readonly (keyof Device)[];

/** A line for each device, which `assistd devices import` reads back. */
export const deviceSheet: Sheet<Device> = {
  head: columns,
  lines: (device) => [columns.map((name) => device[name])],
};

/** What a file has of a device. */
export const exportedProperties = columns.join(',');
