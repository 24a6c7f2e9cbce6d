import type { Session } from '../../../src/client/resources.ts';
import { OpenButton } from '../elements/button/open-button.tsx';
import type { Column } from '../elements/list/list-table.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Format } from '../text/format.ts';
import { insideNow, secondsOfHelp } from './help.ts';
import { SessionState } from './session-state.tsx';

export function sessionColumns(
  { sessions: text, general }: Pick<Catalogue, 'sessions' | 'general'>,
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
      cell: (session) => <SessionState session={session} />,
    },
    {
      name: 'user',
      title: text.helped,
      width: [10, 2],
      minor: true,
      cell: ({ userPrincipalName }) => <Value>{userPrincipalName}</Value>,
    },
    {
      name: 'by',
      title: text.askedBy,
      width: [10, 2],
      minor: true,
      cell: ({ requestedBy }) => <Value>{requestedBy}</Value>,
    },
    {
      name: 'inside',
      title: text.inside,
      width: [8, 1.5],
      minor: true,
      cell: (session) => {
        const inside = insideNow(session).map((supporter) => supporter || general.unknown);
        return inside.length > 0 && <Name>{format.list(inside)}</Name>;
      },
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
      isQuantity: true,
      minor: true,
      cell: (session) => {
        const seconds = secondsOfHelp(session);
        return seconds === undefined ? general.unknown : format.duration(seconds);
      },
    },
    {
      name: 'partner',
      title: text.partner,
      width: [7, 1],
      minor: true,
      cell: ({ partnerDisplayName }) => <Value>{partnerDisplayName}</Value>,
    },
  ];
}
