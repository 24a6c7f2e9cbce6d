import { address, at } from '../../client/address.ts';
import { literal, whenSet } from '../../client/expression.ts';
import type { Graph } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import { type Device, devicesPath } from '../../client/resources.ts';
import { isGuid } from '../../core/guid.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { collect } from '../listing.ts';
import { printableLine } from '../terminal/printable.ts';
import type { Column } from '../terminal/result.ts';

export const deviceColumns: readonly Column<Device>[] = [
  { title: 'Name', value: (device) => device.deviceName },
  { title: 'User', value: (device) => device.userPrincipalName },
  {
    title: 'System',
    value: ({ operatingSystem, osVersion }) => [operatingSystem, osVersion].filter(Boolean).join(' '),
    minor: true,
  },
  { title: 'Serial number', value: (device) => device.serialNumber, minor: true },
  { title: 'Last sync', value: ({ lastSyncDateTime }) => whenSet(lastSyncDateTime), minor: true },
  { title: 'Id', value: (device) => device.id, whole: true },
];

/** The argument that names a device. */
export const deviceArgument = {
  name: 'device',
  required: true,
  description: 'Its name, serial number or id.',
  names: 'devices',
} as const;

/** The device with that id, name or serial number, in whatever case. @throws CommandFailure */
export async function findDevice(graph: Graph, named: string): Promise<Device> {
  if (isGuid(named)) {
    try {
      return await graph.get<Device>(at(devicesPath, named));
    } catch (error) {
      if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    }
  }
  for await (const { property, $filter } of searches(graph, named)) {
    const answered = await collect(graph.list<Device>(address(devicesPath, { $filter })));
    // Intune answers a filter that it does not know with every device.
    const found = answered.filter((device) => device[property]?.toLowerCase() === named.toLowerCase());
    const [device] = found;
    if (device && found.length === 1) return device;
    if (found.length > 1) {
      const choice = found.map(({ id, deviceName, userPrincipalName }) => `${id}  ${deviceName}  ${userPrincipalName}`);
      throw new CommandFailure(
        exitCodes.usage,
        `${found.length} devices have the ${property} ${JSON.stringify(named)}: name one by its id`,
        choice.map(printableLine).join('\n'),
      );
    }
  }
  throw new CommandFailure(
    exitCodes.notFound,
    `no device has the name, serial number or id ${JSON.stringify(named)}`,
    'To look for it: assistd devices list --search TEXT',
  );
}

/** The name as it is written first, which an index finds; Intune compares without regard to case then, an assistd has to be told. */
async function* searches(graph: Graph, named: string) {
  const properties = ['deviceName', 'serialNumber'] as const;
  for (const property of properties) yield { property, $filter: `${property} eq ${literal(named)}` };
  if (!(await graph.isAssistd())) return;
  for (const property of properties) {
    yield { property, $filter: `tolower(${property}) eq ${literal(named.toLowerCase())}` };
  }
}
