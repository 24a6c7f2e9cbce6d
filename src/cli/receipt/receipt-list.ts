import { type Disconnect, disconnectsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { listOptions, printList } from '../listing.ts';
import type { Column } from '../terminal/result.ts';

export const receiptList = command({
  name: 'receipt list',
  summary: 'List the disconnects, for each of which there is a receipt.',
  needs: 'assistd',
  prints: true,
  options: {
    ...listOptions(20),
  },
  examples: [
    { line: 'assistd receipt list', does: 'The newest, and how far each is.' },
    { line: `assistd receipt list --filter "ticket eq 'CHG-1'"`, does: 'Those of a ticket.' },
  ],
  run: (context, { options }) => printList(context, disconnectsPath, { $filter: options.filter }, options, columns),
});

const columns: readonly Column<Disconnect>[] = [
  { title: 'Asked for at', value: (each) => each.requestedDateTime },
  { title: 'Status', value: (each) => each.status },
  { title: 'Partner', value: (each) => each.partnerDisplayName ?? each.kind },
  { title: 'Asked for by', value: (each) => each.requestedBy },
  { title: 'Ticket', value: (each) => each.ticket, minor: true },
  { title: 'Id', value: (each) => each.id, whole: true },
];
