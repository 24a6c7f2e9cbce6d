import { command } from '../command.ts';
import { deviceArgument, deviceColumns, findDevice } from './device.ts';

export const devicesShow = command({
  name: 'devices show',
  summary: 'Show one device; all that is known of it with -o json or yaml.',
  needs: 'graph',
  prints: true,
  arguments: [deviceArgument],
  examples: [{ line: 'assistd devices show KIOSK-3 -o yaml', does: 'Everything.' }],
  async run({ graph, result }, given) {
    const device = await findDevice(await graph(), given.arguments.device);
    await result.print(device, [
      ...deviceColumns,
      { title: 'Manufacturer', value: (each) => each.manufacturer },
      { title: 'Model', value: (each) => each.model },
      { title: 'Compliance', value: (each) => each.complianceState },
      { title: 'Why no session', value: (each) => each.remoteAssistanceSessionErrorDetails },
    ]);
  },
});
