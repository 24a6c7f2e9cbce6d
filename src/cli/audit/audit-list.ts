import { command } from '../command.ts';
import { type AuditEvent, auditColumns, auditOptions, auditPath, auditQuery } from '../graph/audit.ts';
import { collect } from '../graph/graph.ts';

export const auditList = command({
  name: 'audit list',
  summary: 'List what was done, the newest first.',
  needs: 'graph',
  prints: true,
  arguments: [],
  options: {
    ...auditOptions,
    top: { kind: 'number', value: 'COUNT', default: 50, description: 'How many events at most.' },
  },
  examples: [
    { line: 'assistd audit list --since 7d', does: 'The last week, as far as 50 events go.' },
    {
      line: `assistd audit list --filter "activityOperationType eq 'Action'" -o json`,
      does: 'Connects, disconnects and the like.',
    },
  ],
  async run({ graph, result }, { options }) {
    const query = { ...auditQuery(options), $orderby: 'activityDateTime desc' };
    const events = (await graph()).service.list<AuditEvent>(auditPath, query);
    await result.print(await collect(events, options.top), auditColumns);
  },
});
