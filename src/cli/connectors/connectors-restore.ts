import { at } from '../../client/address.ts';
import { type Connector, connectorsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { connectorArgument, connectorColumns } from './connector.ts';

export const connectorsRestore = command({
  name: 'connectors restore',
  summary: 'Let organisations connect with a severed connector again.',
  description: 'Nothing comes back by itself: each organisation connects anew.',
  needs: 'operator',
  prints: true,
  arguments: [connectorArgument],
  examples: [{ line: 'assistd connectors restore TeamViewer', does: 'When the vendor can be trusted again.' }],
  async run({ graph: open, result }, given) {
    const graph = await open();
    const path = at(connectorsPath, given.arguments.connector);
    await graph.post(at(path, 'restore'));
    await result.print(await graph.get<Connector>(path), connectorColumns);
  },
});
