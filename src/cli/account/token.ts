import { command } from '../command.ts';
import { tokenFor } from '../sign-in/token.ts';

export const token = command({
  name: 'token',
  summary: 'Print an access token, for other programs.',
  description: 'Whoever has it can do what you can, until it runs out.',
  needs: 'graph',
  arguments: [],
  options: {},
  examples: [
    {
      line: 'curl -H "Authorization: Bearer $(assistd token)" http://localhost:8400/v1.0/deviceManagement',
      does: 'Call Graph with curl.',
    },
  ],
  async run({ environment, graphOrigin, signIns, signal, terminal }) {
    const origin = await graphOrigin();
    const found = await tokenFor(origin, { environment, signIns, signal, variable: 'ASSISTD_TOKEN' });
    await terminal.write(`${found.reveal()}\n`);
  },
});
