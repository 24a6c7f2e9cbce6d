import type { Session } from '../../client/resources.ts';
import type { Column } from '../terminal/result.ts';

export const sessionColumns: readonly Column<Session>[] = [
  { title: 'Device', value: (each) => each.deviceName },
  { title: 'User', value: (each) => each.userPrincipalName },
  { title: 'Status', value: (each) => each.status },
  { title: 'Asked for by', value: (each) => each.requestedBy, minor: true },
  { title: 'Asked for', value: (each) => each.requestedDateTime, minor: true },
  { title: 'Id', value: (each) => each.id, whole: true },
];
