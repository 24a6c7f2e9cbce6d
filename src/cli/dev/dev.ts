import { command } from '../command.ts';

export const dev = command({
  name: 'dev',
  summary: 'Run everything on loopback: service, sign-in, and a TeamViewer to try.',
  description:
    'Prints the addresses, a token, and the lines that connect a partner and disconnect it again. Nothing leaves this machine.',
  settings: true,
  arguments: [],
  options: {},
  examples: [
    { line: 'assistd dev', does: 'Start, with everything in memory.' },
    { line: 'assistd dev --database .assistd --port 8401', does: 'Keep the data, and listen elsewhere.' },
  ],
  run: async (context, { settings }) => (await import('./dev-run.ts')).runDevelopment(context, settings),
});
