import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'Look for what is wrong with the set-up of the service, and say how to mend it.',
  description:
    'Reads the settings as assistd serve would, and looks at the database, the issuers, the partners, the clock, the files and the public origin. It changes nothing. Ends with 1 when there is a fault.',
  settings: 'serve',
  prints: true,
  arguments: [],
  options: {},
  examples: [
    { line: 'assistd doctor --config /etc/assistd/assistd.config.json', does: 'Before the first start.' },
    { line: `assistd doctor -o json --query "[?state=='fault']"`, does: 'For monitoring.' },
  ],
  async run(context, { settings }) {
    const { examine } = await import('./examine.ts');
    const findings = await context.terminal.waiting('looking', () => examine(context, settings));
    await context.result.print(findings, [
      { title: 'Check', value: ({ check }) => check },
      { title: 'State', value: ({ state }) => state },
      { title: 'Found', value: ({ found }) => found },
      { title: 'Mend', value: ({ mend }) => mend },
    ]);
    const faults = findings.filter(({ state }) => state === 'fault').length;
    if (faults > 0)
      throw new CommandFailure(exitCodes.failed, faults === 1 ? 'there is a fault' : `there are ${faults} faults`);
  },
});
