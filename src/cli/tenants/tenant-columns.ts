import type { Tenant } from '../../client/resources.ts';
import type { Column } from '../terminal/result.ts';

export const tenantColumns: readonly Column<Tenant>[] = [
  { title: 'Name', value: (each) => each.displayName },
  { title: 'Subscription', value: (each) => each.subscriptionState },
  { title: 'Added', value: (each) => each.createdDateTime, minor: true },
  { title: 'Suspended', value: (each) => each.suspendedDateTime, minor: true },
  { title: 'Id', value: (each) => each.id, whole: true },
];
