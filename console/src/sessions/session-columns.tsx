import { Badge } from '@fluentui/react-components';
import type { Session } from '../../../src/client/resources.ts';
import { Instant } from '../elements/instant.tsx';
import type { Column } from '../elements/list-table.ts';
import { Name } from '../elements/name.tsx';
import { OpenButton } from '../elements/open-button.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Format } from '../text/format.ts';
import { insideNow, secondsOfHelp } from './help.ts';
import { stateColours } from './session-states.ts';

export function sessionColumns(
  text: Catalogue['sessions'],
  format: Format,
  open: (id: string) => void,
): readonly Column<Session>[] {
  return [
    {
      name: 'device',
      title: text.device,
      width: [8, 2],
      cell: ({ id, deviceName, deviceId }) => (
        <OpenButton open={() => open(id)}>
          <Name>{deviceName ?? deviceId}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'status',
      title: text.statusLabel,
      width: [9, 1],
      cell: ({ status }) => (
        <Badge appearance="tint" color={stateColours[status]}>
          {text.status[status]}
        </Badge>
      ),
    },
    {
      name: 'user',
      title: text.helped,
      width: [10, 2],
      minor: true,
      cell: ({ userPrincipalName }) => <Name>{userPrincipalName}</Name>,
    },
    {
      name: 'by',
      title: text.askedBy,
      width: [10, 2],
      minor: true,
      cell: ({ requestedBy }) => <Name>{requestedBy}</Name>,
    },
    {
      name: 'inside',
      title: text.inside,
      width: [8, 1.5],
      minor: true,
      cell: (session) => insideNow(session).map((supporter) => <Name key={supporter}>{supporter}</Name>),
    },
    {
      name: 'when',
      title: text.asked,
      width: [8, 1],
      minor: true,
      cell: ({ requestedDateTime }) => <Instant iso={requestedDateTime} />,
    },
    {
      name: 'length',
      title: text.length,
      width: [6, 1],
      minor: true,
      cell: (session) => format.duration(secondsOfHelp(session)),
    },
    {
      name: 'partner',
      title: text.partner,
      width: [7, 1],
      minor: true,
      cell: ({ partnerDisplayName }) => <Name>{partnerDisplayName}</Name>,
    },
  ];
}
