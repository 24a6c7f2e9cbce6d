import { command } from '../command.ts';
import { accountColumns, accountOf } from '../sign-in/account.ts';
import { tokenFor } from '../sign-in/token.ts';

export const whoami = command({
  name: 'whoami',
  summary: 'Say who commands speak for, and what they may do.',
  description: 'Reads the token that would be sent, and never prints it.',
  needs: 'graph',
  prints: true,
  arguments: [],
  options: {},
  examples: [{ line: 'assistd whoami -o json --query permissions', does: 'The permissions alone.' }],
  async run({ environment, graphOrigin, signIns, signal, result }) {
    const origin = await graphOrigin();
    const token = await tokenFor(origin, { environment, signIns, signal, variable: 'ASSISTD_TOKEN' });
    const by = environment.ASSISTD_TOKEN ? 'ASSISTD_TOKEN' : (signIns.find(origin)?.method ?? '');
    await result.print(accountOf(origin, token.reveal(), by), accountColumns);
  },
});
