import { command } from '../command.ts';

export const serve = command({
  name: 'serve',
  summary: 'Run the service in production.',
  description:
    'Settings come from flags, ASSISTD_ variables and assistd.config.json, in that order. It refuses to start on a missing or unsafe one, and says which; `assistd doctor` looks further.',
  settings: 'serve',
  examples: [
    { line: 'assistd serve --config /etc/assistd/assistd.config.json', does: 'Start with the settings in a file.' },
  ],
  run: async (context, { settings }) => (await import('./serve-run.ts')).runService(context, settings),
});
