import { Badge, Text } from '@fluentui/react-components';
import type { Tenant } from '../../../src/client/resources.ts';
import { Instant } from '../elements/instant.tsx';
import { Name } from '../elements/name.tsx';
import type { Column } from '../elements/rows.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import { SuspendButton } from './suspend-button.tsx';

export function tenantColumns(text: Catalogue['tenants']): readonly Column<Tenant>[] {
  return [
    {
      name: 'name',
      title: text.name,
      width: [8, 2],
      cell: ({ displayName }) => (
        <Text weight="semibold">
          <Name>{displayName}</Name>
        </Text>
      ),
    },
    {
      name: 'state',
      title: text.state,
      width: [11, 1],
      cell: ({ subscriptionState }) => {
        const served = subscriptionState === 'active' || subscriptionState === 'warning';
        return (
          <Badge appearance="tint" color={served ? 'success' : 'danger'}>
            {text.states[subscriptionState]}
          </Badge>
        );
      },
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
