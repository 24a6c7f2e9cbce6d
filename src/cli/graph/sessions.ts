import type { Wire } from '../../edm/type.ts';
import type { session } from '../../model/session.ts';
import type { Column } from '../terminal/result.ts';

export type Session = Wire<typeof session>;

export const sessionColumns: readonly Column<Session>[] = [
  { title: 'Device', value: (each) => each.deviceName },
  { title: 'User', value: (each) => each.userPrincipalName },
  { title: 'Status', value: (each) => each.status },
  { title: 'Asked for by', value: (each) => each.requestedBy },
  { title: 'Asked for', value: (each) => each.requestedDateTime },
  { title: 'Id', value: (each) => each.id },
];
