import { Badge } from '@fluentui/react-components';
import type { Session } from '../../../src/client/resources.ts';
import { Instant } from '../elements/instant.tsx';
import { Name } from '../elements/name.tsx';
import { OpenButton } from '../elements/open-button.tsx';
import type { Column } from '../elements/rows.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Format } from '../text/format.ts';
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
      width: 'minmax(8rem, 2fr)',
      cell: ({ id, deviceName, deviceId }) => (
        <OpenButton open={() => open(id)}>
          <Name>{deviceName ?? deviceId}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'status',
      title: text.statusLabel,
      width: 'minmax(6rem, 1fr)',
      cell: ({ status }) => (
        <Badge appearance="tint" color={stateColours[status]}>
          {text.status[status]}
        </Badge>
      ),
    },
    {
      name: 'user',
      title: text.helped,
      width: 'minmax(8rem, 2fr)',
      minor: true,
      cell: ({ userPrincipalName }) => <Name>{userPrincipalName}</Name>,
    },
    {
      name: 'by',
      title: text.askedBy,
      width: 'minmax(8rem, 2fr)',
      minor: true,
      cell: ({ requestedBy }) => <Name>{requestedBy}</Name>,
    },
    {
      name: 'when',
      title: text.asked,
      width: 'minmax(8rem, 1fr)',
      minor: true,
      cell: ({ requestedDateTime }) => <Instant iso={requestedDateTime} />,
    },
    {
      name: 'length',
      title: text.length,
      width: 'minmax(6rem, 1fr)',
      minor: true,
      cell: (session) => format.duration(secondsOfHelp(session)),
    },
    {
      name: 'partner',
      title: text.partner,
      width: 'minmax(7rem, 1fr)',
      minor: true,
      cell: ({ partnerDisplayName }) => <Name>{partnerDisplayName}</Name>,
    },
  ];
}

/** How long help was given, in seconds: all connections together, those that last counted so far. */
function secondsOfHelp({ connections }: Session): number {
  return connections.reduce((sum, { durationInSeconds, startDateTime }) => {
    const soFar = Math.max(0, Math.round((Date.now() - Date.parse(startDateTime)) / 1000));
    return sum + (durationInSeconds ?? soFar);
  }, 0);
}
