import { command } from '../command.ts';
import { accountOf } from '../sign-in/account.ts';
import type { NamedSignIn } from '../sign-in/sign-ins.ts';

/** A login, as it is told to people; never its token. */
interface Shown {
  readonly name: string;
  readonly current: boolean;
  readonly graph: string;
  readonly account: string | null;
  readonly tenant: string | null;
  readonly signedInBy: string;
}

export const contextList = command({
  name: 'context list',
  summary: 'List the logins, and whom commands act as.',
  prints: true,
  examples: [{ line: 'assistd context list', does: 'All of them.' }],
  async run({ signIns, result }) {
    const current = signIns.current()?.name;
    const shown = signIns.list().map((each): Shown => ({ ...told(each), current: each.name === current }));
    await result.print(shown, [
      { title: '', value: (each) => (each.current ? '*' : '') },
      { title: 'Name', value: (each) => each.name },
      { title: 'Graph', value: (each) => each.graph },
      { title: 'Account', value: (each) => each.account },
      { title: 'Tenant', value: (each) => each.tenant },
      { title: 'Signed in by', value: (each) => each.signedInBy, minor: true },
    ]);
  },
});

function told({ name, graph, signIn }: NamedSignIn): Omit<Shown, 'current'> {
  const { name: account, tenant } = accountOf(graph, signIn.token.value, signIn.method);
  return { name, graph, account, tenant, signedInBy: signIn.method };
}
