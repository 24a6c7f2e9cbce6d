import { auditEventsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { listOptions, printList } from '../listing.ts';
import { auditColumns, auditFilter, auditOptions } from './audit-events.ts';

export const auditList = command({
  name: 'audit list',
  summary: 'List what was done, the newest first.',
  needs: 'graph',
  prints: true,
  options: {
    ...auditOptions,
    ...listOptions(50),
  },
  examples: [
    { line: 'assistd audit list --since 7d', does: 'The last week, as far as 50 events go.' },
    {
      line: `assistd audit list --filter "activityOperationType eq 'Action'" -o json`,
      does: 'Connects, disconnects and the like.',
    },
  ],
  async run(context, { options }) {
    const query = { $filter: auditFilter(options), $orderby: 'activityDateTime desc' };
    await printList(context, auditEventsPath, query, options, auditColumns);
  },
});
