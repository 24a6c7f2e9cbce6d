import { command } from '../command.ts';

export const logout = command({
  name: 'logout',
  summary: 'Forget a login, and every token that came of it.',
  needs: 'graph',
  arguments: [],
  options: { all: { kind: 'flag', description: 'Forget every login.' } },
  examples: [
    { line: 'assistd logout', does: 'From the Graph that was signed in to last.' },
    { line: 'assistd logout --all', does: 'From all.' },
  ],
  async run({ graphOrigin, signIns, terminal }, { options }) {
    const origins = options.all ? signIns.origins() : [await graphOrigin()];
    for (const origin of origins) {
      const known = signIns.find(origin) !== undefined;
      if (known) signIns.remove(origin);
      terminal.note(known ? `signed out of ${origin}` : `not signed in to ${origin}`);
    }
  },
});
