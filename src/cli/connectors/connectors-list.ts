import { type Connector, connectorsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { collect } from '../listing.ts';
import { connectorColumns } from './connector.ts';

export const connectorsList = command({
  name: 'connectors list',
  summary: 'List the connectors, whether they answer, and which are severed.',
  needs: 'assistd',
  prints: true,
  examples: [{ line: 'assistd connectors list', does: 'All that are configured.' }],
  async run({ graph, result }) {
    await result.print(await collect((await graph()).list<Connector>(connectorsPath)), connectorColumns);
  },
});
