import type { Wire } from '../../edm/type.ts';
import type { tenant } from '../../model/tenant.ts';
import type { Column } from '../terminal/result.ts';

export type Tenant = Wire<typeof tenant>;

export const tenantColumns: readonly Column<Tenant>[] = [
  { title: 'Name', value: (each) => each.displayName },
  { title: 'Subscription', value: (each) => each.subscriptionState },
  { title: 'Added', value: (each) => each.createdDateTime },
  { title: 'Suspended', value: (each) => each.suspendedDateTime },
  { title: 'Id', value: (each) => each.id },
];
