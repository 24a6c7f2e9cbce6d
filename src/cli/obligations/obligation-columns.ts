import type { Obligation } from '../../client/resources.ts';
import type { Column } from '../terminal/result.ts';

export const obligationColumns: readonly Column<Obligation>[] = [
  { title: 'Kind', value: (each) => each.kind, whole: true },
  {
    title: 'About',
    value: ({ partnerDisplayName, deviceName }) => [partnerDisplayName, deviceName].filter(Boolean).join(', '),
  },
  { title: 'Status', value: (each) => each.status },
  { title: 'Attempts', value: (each) => each.attempts, minor: true },
  { title: 'Owed since', value: (each) => each.createdDateTime },
  { title: 'Next attempt', value: (each) => each.nextAttemptDateTime, minor: true },
  { title: 'Last failure', value: (each) => each.lastFailure },
  { title: 'Id', value: (each) => each.id, whole: true },
];
