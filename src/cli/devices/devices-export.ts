import { address } from '../../client/address.ts';
import { type Device, devicesPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { exportFormats, exportOptions, writeExport } from '../terminal/export.ts';

export const devicesExport = command({
  name: 'devices export',
  summary: 'Write every device to a file.',
  description: 'With what a list of devices gives; Graph leaves some properties to requests for a single device.',
  needs: 'graph',
  options: {
    ...exportOptions,
    format: {
      kind: 'text',
      value: 'FORMAT',
      choices: exportFormats,
      default: 'csv',
      description: 'How it is written.',
    },
    filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
  },
  examples: [
    {
      line: 'assistd devices export --graph https://graph.microsoft.com --file devices.csv',
      does: 'Save the devices that an organisation has at Intune.',
    },
    { line: 'assistd devices export --format jsonl', does: 'One JSON object on each line, on standard output.' },
  ],
  async run({ graph, terminal }, { options }) {
    const devices = (await graph()).list<Device>(address(devicesPath, { $filter: options.filter }));
    const count = await writeExport(devices, options, terminal);
    terminal.note(counted(count, 'device'));
  },
});
