import { command } from '../command.ts';
import { segment } from '../graph/graph.ts';
import { type Obligation, obligationColumns } from '../graph/obligations.ts';

export const obligationsRetry = command({
  name: 'obligations retry',
  summary: 'Try to meet an obligation now, instead of when it is due next (assistd only).',
  needs: 'assistd',
  prints: true,
  arguments: [{ name: 'id', required: true, description: 'Its id, from assistd obligations list.' }],
  options: {},
  examples: [
    {
      line: 'assistd obligations retry 019aa5d0-0000-7000-8000-000000000001',
      does: 'For instance, when the partner is back.',
    },
  ],
  async run({ graph: open, result }, given) {
    const { assist } = await open();
    const path = `obligations/${segment(given.arguments.id)}`;
    await assist.post(`${path}/retry`);
    await result.print(await assist.get<Obligation>(path), obligationColumns);
  },
});
