import { at } from '../../client/address.ts';
import { type Severance, severancesPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { collect } from '../listing.ts';
import { severanceColumns } from './connector.ts';

export const severancesShow = command({
  name: 'severances show',
  summary: 'Show how far severances are.',
  needs: 'operator',
  prints: true,
  arguments: [{ name: 'severance', required: false, description: 'Its id; without it, all of them.' }],
  examples: [
    { line: 'assistd severances show', does: 'All of them, the newest first.' },
    { line: 'assistd severances show 019aa5d0-0000-7000-8000-000000000004', does: 'One.' },
  ],
  async run({ graph: open, result }, { arguments: { severance } }) {
    const graph = await open();
    const shown =
      severance === undefined
        ? await collect(graph.list<Severance>(severancesPath))
        : await graph.get<Severance>(at(severancesPath, severance));
    await result.print(shown, severanceColumns);
  },
});
