import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** @throws CommandFailure */
function serviceAddress(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash) {
    return url.origin + url.pathname.replace(/\/$/, '');
  }
  const expected = `the address of a service, such as https://assist.example.org, not ${JSON.stringify(text)}`;
  throw new CommandFailure(exitCodes.usage, `url must be ${expected}`);
}

export const doctor = command({
  name: 'doctor',
  summary: 'Look for what is wrong with the set-up of the service, and say how to mend it.',
  description:
    'Reads the settings as assistd serve would, opens the database as the role that it would, tries every key, and looks at the issuers, the partners, the clock, the files and the public origin. With a URL it looks at a service that runs, as its clients see it, and reads no settings. It changes nothing. Ends with 1 when there is a fault.',
  settings: 'serve',
  prints: true,
  arguments: [{ name: 'url', description: 'Of a service that runs.', required: false }],
  options: {
    connector: { kind: 'text', value: 'NAME', description: 'With --probe: which connector of the settings.' },
    probe: {
      kind: 'flag',
      description:
        'Ask a real account of that partner what its documentation leaves open. Says first what it does, asks, cleans up after itself, and prints a fixture without secrets.',
    },
  },
  examples: [
    { line: 'assistd doctor --config /etc/assistd/assistd.config.json', does: 'Before the first start.' },
    { line: 'assistd doctor https://assist.example.org', does: 'What a client of a running service meets.' },
    {
      line: 'assistd doctor --connector TeamViewer --probe > teamviewer.json',
      does: 'With an account for trying: what TeamViewer really answers.',
    },
    { line: `assistd doctor -o json --query "[?state=='fault']"`, does: 'For monitoring.' },
  ],
  async run(context, { settings, options, arguments: { url } }) {
    if (options.probe)
      return (await import('./probe-connector.ts')).probeConnector(context, settings, options.connector);
    const look = async () => {
      if (url === undefined) return (await import('./examine.ts')).examine(context, settings);
      const { examineService } = await import('./examine-service.ts');
      return examineService(serviceAddress(url), context.signal);
    };
    const findings = await context.terminal.waiting('looking', look);
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
