import { address, at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { type Device, devicesPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { deviceArgument, findDevice } from '../devices/device.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { poll, tooLate } from '../poll.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';

export const assist = command({
  name: 'assist',
  summary: 'Ask for remote assistance on a device, and print the link that a supporter joins with.',
  description:
    'Whoever opens the link can take control of the device. The person at the device is asked by the partner.',
  needs: 'graph',
  prints: true,
  arguments: [deviceArgument],
  options: {
    open: { kind: 'flag', description: 'Open the link in the browser instead of printing it.' },
    timeout: { kind: 'number', value: 'SECONDS', default: 120, description: 'How long the link is waited for.' },
  },
  examples: [
    { line: 'assistd assist KIOSK-3 --open', does: 'Help, now.' },
    {
      line: 'assistd assist C02XK1ZZJGH5 -o json --query remoteAssistanceSessionUrl',
      does: 'The link, by serial number.',
    },
  ],
  async run({ graph: open, terminal, result, signal }, given) {
    const graph = await open();
    const { id, deviceName } = await findDevice(graph, given.arguments.device);
    await graph.post(at(devicesPath, id, 'requestRemoteAssistance'));
    const device = await terminal.waiting(`asking for a session on ${deviceName}`, () =>
      poll(() => answered(graph, id), {
        limitSeconds: given.options.timeout,
        signal,
        late: () =>
          tooLate(`no session on ${deviceName} has been opened yet`, `Look again: assistd devices show ${id}`),
      }),
    );
    const url = device.remoteAssistanceSessionUrl;
    if (!url) {
      const why = device.remoteAssistanceSessionErrorDetails;
      throw new CommandFailure(exitCodes.failed, `no session could be opened on ${deviceName}: ${why}`);
    }
    if (given.options.open) await openInBrowser(url, terminal);
    const text = given.options.open ? `opened the session on ${deviceName}\n` : `${url}\n`;
    await result.print(device, [{ title: 'Link', value: () => url }], text);
  },
});

type Asked = Pick<
  Device,
  'id' | 'deviceName' | 'remoteAssistanceSessionUrl' | 'remoteAssistanceSessionErrorDetails' | 'deviceActionResults'
>;

/** The state of the action says whether the link is that of this request, or what an earlier session left behind. */
async function answered(graph: Graph, id: string): Promise<Asked | undefined> {
  const $select = 'id,deviceName,remoteAssistanceSessionUrl,remoteAssistanceSessionErrorDetails,deviceActionResults';
  const device = await graph.get<Asked>(address(at(devicesPath, id), { $select }));
  const action = device.deviceActionResults?.find((each) => each?.actionName === 'requestRemoteAssistance');
  const underWay = action?.actionState === 'pending' || action?.actionState === 'active';
  const told = device.remoteAssistanceSessionUrl || device.remoteAssistanceSessionErrorDetails;
  return told && !underWay ? device : undefined;
}
