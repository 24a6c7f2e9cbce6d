import { Badge } from '@fluentui/react-components';
import type { Tenant } from '../../../src/client/resources.ts';
import { Instant } from '../elements/instant.tsx';
import type { Column } from '../elements/list-table.ts';
import { Name } from '../elements/name.tsx';
import { OpenButton } from '../elements/open-button.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import { isServed } from './served.ts';
import { SuspendButton } from './suspend-button.tsx';

export function tenantColumns(text: Catalogue['tenants'], open: (id: string) => void): readonly Column<Tenant>[] {
  return [
    {
      name: 'name',
      title: text.name,
      width: [8, 2],
      cell: ({ id, displayName }) => (
        <OpenButton open={() => open(id)}>
          <Name>{displayName}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'state',
      title: text.state,
      width: [11, 1],
      cell: (tenant) => (
        <Badge appearance="tint" color={isServed(tenant) ? 'success' : 'danger'}>
          {text.states[tenant.subscriptionState]}
        </Badge>
      ),
    },
    {
      name: 'id',
      title: text.id,
      width: [12, 2],
      minor: true,
      cell: ({ tenantId }) => <Name>{tenantId}</Name>,
    },
    {
      name: 'since',
      title: text.since,
      width: [8, 1],
      minor: true,
      cell: ({ createdDateTime }) => <Instant iso={createdDateTime} />,
    },
    {
      name: 'actions',
      title: text.actions,
      width: [7, 1],
      cell: (tenant) => <SuspendButton tenant={tenant} />,
    },
  ];
}
