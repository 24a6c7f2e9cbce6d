import type { Obligation } from '../../client/resources.ts';
import type { Column } from '../terminal/result.ts';

export const obligationColumns: readonly Column<Obligation>[] = [
  { title: 'Kind', value: (each) => each.kind },
  { title: 'Partner', value: (each) => each.partnerDisplayName },
  { title: 'Device', value: (each) => each.deviceName, minor: true },
  { title: 'Status', value: (each) => each.status },
  { title: 'Attempts', value: (each) => each.attempts, minor: true },
  { title: 'Owed since', value: (each) => each.createdDateTime },
  { title: 'Next attempt', value: (each) => each.nextAttemptDateTime, minor: true },
  { title: 'Last failure', value: (each) => each.lastFailure },
  { title: 'Id', value: (each) => each.id, whole: true },
];
