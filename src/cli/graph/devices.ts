import { isGuid } from '../../core/id.ts';
import type { Wire } from '../../edm/type.ts';
import type { managedDevice } from '../../model/managed-device.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Column } from '../terminal/result.ts';
import { collect, type Graph, quoted, segment } from './graph.ts';
import { GraphFailure } from './graph-failure.ts';
import { whenSet } from './partners.ts';

export type Device = Wire<typeof managedDevice>;

export const devicesPath = 'deviceManagement/managedDevices';

export const deviceColumns: readonly Column<Device>[] = [
  { title: 'Name', value: (device) => device.deviceName },
  { title: 'User', value: (device) => device.userPrincipalName },
  {
    title: 'System',
    value: ({ operatingSystem, osVersion }) => [operatingSystem, osVersion].filter(Boolean).join(' '),
  },
  { title: 'Serial number', value: (device) => device.serialNumber },
  { title: 'Last sync', value: ({ lastSyncDateTime }) => whenSet(lastSyncDateTime) },
  { title: 'Id', value: (device) => device.id },
];

/** The device with that id, name or serial number. @throws CommandFailure */
export async function findDevice(graph: Graph, named: string): Promise<Device> {
  if (isGuid(named)) {
    try {
      return await graph.service.get<Device>(`${devicesPath}/${segment(named)}`);
    } catch (error) {
      if (!(error instanceof GraphFailure) || error.status !== 404) throw error;
    }
  }
  for (const property of ['deviceName', 'serialNumber'] as const) {
    const $filter = `${property} eq ${quoted(named)}`;
    const answered = await collect(graph.service.list<Device>(devicesPath, { $filter }));
    // Intune answers a filter that it does not know with every device, and compares without regard to case.
    const found = answered.filter((device) => device[property]?.toLowerCase() === named.toLowerCase());
    const [device] = found;
    if (device && found.length === 1) return device;
    if (found.length > 1) {
      const choice = found.map(({ id, deviceName, userPrincipalName }) => `${id}  ${deviceName}  ${userPrincipalName}`);
      throw new CommandFailure(
        exitCodes.usage,
        `${found.length} devices have the ${property} ${JSON.stringify(named)}: name one by its id`,
        choice.join('\n'),
      );
    }
  }
  throw new CommandFailure(
    exitCodes.notFound,
    `no device has the name, serial number or id ${JSON.stringify(named)}`,
    'Names are compared exactly. To look for it: assistd devices list --search TEXT',
  );
}
