import { command } from '../command.ts';

export const token = command({
  name: 'token',
  summary: 'Print an access token, for other programs.',
  description: 'Whoever has it can do what you can, until it runs out.',
  needs: 'graph',
  examples: [
    {
      line: 'curl -H "Authorization: Bearer $(assistd token)" http://localhost:8400/v1.0/deviceManagement',
      does: 'Call Graph with curl.',
    },
  ],
  async run(context) {
    await context.terminal.write(`${(await context.token()).reveal()}\n`);
  },
});
