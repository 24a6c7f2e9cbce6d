import { command } from '../command.ts';
import { notSignedIn } from '../sign-in/target.ts';

export const logout = command({
  name: 'logout',
  summary: 'Forget a login, and every token that came of it.',
  description:
    'Nobody is signed in afterwards until somebody is named: no later command acts as somebody else by itself.',
  needs: 'graph',
  options: { all: { kind: 'flag', description: 'Forget every login.' } },
  examples: [
    { line: 'assistd logout', does: 'The current one.' },
    { line: 'assistd logout --context northwind', does: 'Another.' },
    { line: 'assistd logout --all', does: 'All.' },
  ],
  async run({ target, signIns, terminal }, { options }) {
    const found = target();
    if (!options.all && !found.signedIn) {
      terminal.note(notSignedIn(found, undefined, signIns).message);
      return;
    }
    const leaving = options.all ? signIns.list() : [found.signedIn].filter((each) => each !== undefined);
    for (const { name, graph } of leaving) {
      signIns.remove(name);
      terminal.note(`signed out of ${graph} (${name})`);
    }
    const left = signIns.list().map(({ name }) => name);
    if (left.length > 0 && !signIns.current()) {
      terminal.note(`Nobody is signed in now. There are still: ${left.join(', ')}; assistd context use NAME`);
    }
  },
});
