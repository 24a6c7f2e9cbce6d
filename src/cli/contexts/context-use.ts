import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

export const contextUse = command({
  name: 'context use',
  summary: 'Choose the login that commands act as.',
  arguments: [{ name: 'name', required: true, description: 'Of a login.', names: 'contexts' }],
  examples: [{ line: 'assistd context use northwind', does: 'Later commands act there, as who is signed in there.' }],
  async run({ signIns, terminal }, { arguments: { name } }) {
    const found = signIns.find(name);
    if (!found) {
      const known = signIns.list().map((each) => each.name);
      throw new CommandFailure(
        exitCodes.notFound,
        `no context is called ${JSON.stringify(name)}`,
        known.length === 0 ? 'There is none yet: assistd login' : `There are: ${known.join(', ')}.`,
      );
    }
    signIns.use(name);
    terminal.note(`Commands act at ${found.graph} now, as ${name}.`);
  },
});
