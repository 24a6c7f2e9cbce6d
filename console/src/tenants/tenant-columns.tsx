import { Badge } from '@fluentui/react-components';
import type { Tenant, TenantStanding } from '../../../src/client/resources.ts';
import { OpenButton } from '../elements/button/open-button.tsx';
import type { Column } from '../elements/list/list-table.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Format } from '../text/format.ts';
import { isServed } from './served.ts';
import { Owed, PartnerStates, Standing } from './standing.tsx';
import { SuspendButton } from './suspend-button.tsx';

/** What an organisation is connected to, or about to be: all that a line has room for, and that somebody may have to end. */
const isConnected = ({ onboardingStatus }: TenantStanding['partners'][number]) => onboardingStatus !== 'notOnboarded';

export function tenantColumns(
  { tenants: text, overview }: Catalogue,
  format: Format,
  open: (id: string) => void,
): readonly Column<Tenant>[] {
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
      width: [7, 1],
      cell: (tenant) =>
        isServed(tenant) ? (
          text.states[tenant.subscriptionState]
        ) : (
          <Badge appearance="tint" color="danger">
            {text.states[tenant.subscriptionState]}
          </Badge>
        ),
    },
    {
      name: 'partners',
      title: text.partners,
      width: [15, 2],
      minor: true,
      cell: ({ id }) => (
        <Standing id={id} part={({ partners }) => <PartnerStates partners={partners.filter(isConnected)} />} />
      ),
    },
    {
      name: 'sessions',
      title: overview.openSessions,
      width: [8, 1],
      isQuantity: true,
      minor: true,
      cell: ({ id }) => <Standing id={id} part={({ openSessions }) => format.number(openSessions)} />,
    },
    {
      name: 'owed',
      title: text.owed,
      width: [8, 1],
      isQuantity: true,
      minor: true,
      cell: ({ id }) => <Standing id={id} part={(standing) => <Owed {...standing} />} />,
    },
    {
      name: 'last',
      title: text.lastActivity,
      width: [9, 1],
      minor: true,
      cell: ({ id }) => (
        <Standing id={id} part={({ lastActivityDateTime }) => <Instant iso={lastActivityDateTime} />} />
      ),
    },
    {
      name: 'actions',
      title: text.actions,
      width: [7, 1],
      // The drawer of the line has it as well.
      minor: 'last',
      cell: (tenant) => <SuspendButton tenant={tenant} />,
    },
  ];
}
