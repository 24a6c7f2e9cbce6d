import { at } from '../../client/address.ts';
import { type Obligation, obligationsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { obligationColumns } from './obligation-columns.ts';

export const obligationsRetry = command({
  name: 'obligations retry',
  summary: 'Try to meet an obligation now, instead of when it is due next.',
  needs: 'assistd',
  prints: true,
  arguments: [{ name: 'id', required: true, description: 'Its id, from assistd obligations list.' }],
  examples: [
    {
      line: 'assistd obligations retry 019aa5d0-0000-7000-8000-000000000001',
      does: 'For instance, when the partner is back.',
    },
  ],
  async run({ graph: open, result }, given) {
    const graph = await open();
    const path = at(obligationsPath, given.arguments.id);
    await graph.post(at(path, 'retry'));
    await result.print(await graph.get<Obligation>(path), obligationColumns);
  },
});
