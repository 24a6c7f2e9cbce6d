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
      width: 'minmax(8rem, 2fr)',
      cell: ({ displayName }) => (
        <Text weight="semibold">
          <Name>{displayName}</Name>
        </Text>
      ),
    },
    {
      name: 'state',
      title: text.state,
      width: 'minmax(6rem, 1fr)',
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
      width: 'minmax(12rem, 2fr)',
      minor: true,
      cell: ({ tenantId }) => <Name>{tenantId}</Name>,
    },
    {
      name: 'since',
      title: text.since,
      width: 'minmax(8rem, 1fr)',
      minor: true,
      cell: ({ createdDateTime }) => <Instant iso={createdDateTime} />,
    },
    {
      name: 'actions',
      title: text.actions,
      width: 'minmax(7rem, 1fr)',
      cell: (tenant) => <SuspendButton tenant={tenant} />,
    },
  ];
}
