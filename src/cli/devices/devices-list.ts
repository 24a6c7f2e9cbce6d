import { command } from '../command.ts';
import { type Device, deviceColumns, devicesPath } from '../graph/devices.ts';
import { collect } from '../graph/graph.ts';

export const devicesList = command({
  name: 'devices list',
  summary: 'List the devices that can be helped.',
  needs: 'graph',
  prints: true,
  arguments: [],
  options: {
    search: { kind: 'text', value: 'TEXT', description: 'Those whose name, serial number or user has this in it.' },
    filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
    top: { kind: 'number', value: 'COUNT', default: 100, description: 'How many at most.' },
  },
  examples: [
    { line: 'assistd devices list --search kiosk', does: 'Look for some.' },
    {
      line: `assistd devices list --filter "operatingSystem eq 'Windows'" -o tsv --query "[].[deviceName,serialNumber]"`,
      does: 'Names and serial numbers of the Windows devices.',
    },
  ],
  async run({ graph, result }, { options: { search, filter, top } }) {
    const devices = (await graph()).service.list<Device>(devicesPath, {
      $search: search === undefined ? undefined : `"${search.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
      $filter: filter,
    });
    await result.print(await collect(devices, top), deviceColumns);
  },
});
