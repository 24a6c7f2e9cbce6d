import { Badge } from '@fluentui/react-components';
import type { Device } from '../../../src/client/resources.ts';
import { OpenButton } from '../elements/button/open-button.tsx';
import type { Column } from '../elements/list/list-table.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import type { Text as Catalogue } from '../text/en.ts';

const colours: Readonly<Partial<Record<Device['complianceState'], 'success' | 'danger' | 'warning'>>> = {
  noncompliant: 'danger',
  error: 'danger',
  inGracePeriod: 'warning',
  conflict: 'warning',
};

export function deviceColumns(text: Catalogue['devices'], open: (id: string) => void): readonly Column<Device>[] {
  return [
    {
      name: 'name',
      title: text.name,
      width: [8, 2],
      sort: 'deviceName',
      cell: ({ id, deviceName }) => (
        <OpenButton open={() => open(id)}>
          <Name>{deviceName}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'user',
      title: text.user,
      width: [8, 2],
      sort: 'userPrincipalName',
      cell: ({ userPrincipalName, userDisplayName }) => <Value>{userDisplayName ?? userPrincipalName}</Value>,
    },
    {
      name: 'system',
      title: text.operatingSystem,
      width: [10, 1.3],
      sort: 'operatingSystem',
      minor: true,
      cell: ({ operatingSystem, osVersion }) => <Value>{[operatingSystem, osVersion].filter(Boolean).join(' ')}</Value>,
    },
    {
      name: 'compliance',
      title: text.compliance,
      width: [11, 1],
      minor: true,
      // Colour is for what is not as it should be.
      cell: ({ complianceState }) =>
        complianceState === 'compliant' ? (
          text.complianceStates.compliant
        ) : (
          <Badge appearance="tint" color={colours[complianceState] ?? 'informative'}>
            {text.complianceStates[complianceState]}
          </Badge>
        ),
    },
    {
      name: 'serial',
      title: text.serialNumber,
      width: [8, 1],
      sort: 'serialNumber',
      minor: true,
      cell: ({ serialNumber }) => <Value>{serialNumber}</Value>,
    },
    {
      name: 'sync',
      title: text.lastSync,
      width: [8, 1],
      sort: 'lastSyncDateTime',
      minor: true,
      cell: ({ lastSyncDateTime }) => <Instant iso={lastSyncDateTime} />,
    },
  ];
}
