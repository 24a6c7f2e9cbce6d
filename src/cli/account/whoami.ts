import { command } from '../command.ts';
import { accountColumns, accountOf } from '../sign-in/account.ts';

export const whoami = command({
  name: 'whoami',
  summary: 'Say who commands speak for, and what they may do.',
  description: 'Reads the token that would be sent, and never prints it.',
  needs: 'graph',
  prints: true,
  examples: [{ line: 'assistd whoami -o json --query permissions', does: 'The permissions alone.' }],
  async run({ environment, target, token, result }) {
    const found = await token();
    const { origin, signedIn } = target();
    const by = environment.ASSISTD_TOKEN ? undefined : signedIn;
    const account = accountOf(origin, found.reveal(), by?.signIn.method ?? 'ASSISTD_TOKEN');
    await result.print({ ...account, context: by?.name ?? null }, [
      { title: 'Context', value: ({ context }) => context },
      ...accountColumns,
    ]);
  },
});
