import { search as searchOf } from '../../client/expression.ts';
import { devicesPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { listOptions, printList } from '../listing.ts';
import { deviceColumns } from './device.ts';

export const devicesList = command({
  name: 'devices list',
  summary: 'List the devices that can be helped.',
  needs: 'graph',
  prints: true,
  options: {
    search: {
      kind: 'text',
      value: 'TEXT',
      description: 'Those whose name, serial number or user has each of these words in it.',
    },
    ...listOptions(100),
  },
  examples: [
    { line: 'assistd devices list --search kiosk', does: 'Look for some.' },
    {
      line: `assistd devices list --filter "operatingSystem eq 'Windows'" -o tsv --query "[].[deviceName,serialNumber]"`,
      does: 'Names and serial numbers of the Windows devices.',
    },
  ],
  async run(context, { options: { search, filter, ...limits } }) {
    const query = { $search: search && searchOf(search), $filter: filter };
    await printList(context, devicesPath, query, limits, deviceColumns);
  },
});
