import { command } from '../command.ts';
import { collect } from '../graph/graph.ts';
import { type Obligation, obligationColumns } from '../graph/obligations.ts';

export const obligationsList = command({
  name: 'obligations list',
  summary: 'List what is owed to partners: grants to revoke, sessions to close (assistd only).',
  needs: 'assistd',
  prints: true,
  arguments: [],
  options: {
    all: { kind: 'flag', description: 'Also what is done.' },
    filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
    top: { kind: 'number', value: 'COUNT', default: 100, description: 'How many at most.' },
  },
  examples: [
    { line: 'assistd obligations list', does: 'What is not done yet.' },
    { line: `assistd obligations list --filter "status eq 'reported'"`, does: 'What has not been met for too long.' },
  ],
  async run({ graph, result }, { options: { all, filter, top } }) {
    const open = all ? [] : [`status ne 'completed' and status ne 'cancelled'`];
    const $filter = [...open, ...(filter === undefined ? [] : [`(${filter})`])].join(' and ') || undefined;
    const owed = (await graph()).assist.list<Obligation>('obligations', { $filter, $orderby: 'createdDateTime desc' });
    await result.print(await collect(owed, top), obligationColumns);
  },
});
