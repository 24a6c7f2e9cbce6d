import type { Wire } from '../../edm/type.ts';
import type { obligation } from '../../model/obligation.ts';
import type { Column } from '../terminal/result.ts';

export type Obligation = Wire<typeof obligation>;

export const obligationColumns: readonly Column<Obligation>[] = [
  { title: 'Kind', value: (each) => each.kind },
  { title: 'Status', value: (each) => each.status },
  { title: 'Attempts', value: (each) => each.attempts },
  { title: 'Owed since', value: (each) => each.createdDateTime },
  { title: 'Next attempt', value: (each) => each.nextAttemptDateTime },
  { title: 'Last failure', value: (each) => each.lastFailure },
  { title: 'Id', value: (each) => each.id },
];
