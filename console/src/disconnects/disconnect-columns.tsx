import { Badge } from '@fluentui/react-components';
import type { Column } from '../elements/list/list-table.ts';
import { PageLink } from '../elements/page/page-link.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Listed } from './brief.ts';
import { stateColours } from './disconnect-states.ts';

export function disconnectColumns({ ending: text, general }: Catalogue): readonly Column<Listed>[] {
  return [
    {
      name: 'what',
      title: text.what,
      width: [9, 2],
      cell: ({ id, kind, partnerDisplayName }) => (
        <PageLink href={`/disconnects/${encodeURIComponent(id)}`}>
          {partnerDisplayName === null ? text.kinds[kind] : <Name>{partnerDisplayName}</Name>}
        </PageLink>
      ),
    },
    {
      name: 'status',
      title: text.state,
      width: [9, 1],
      cell: ({ status }) => (
        <Badge appearance={status === 'unconfirmed' ? 'filled' : 'tint'} color={stateColours[status]}>
          {text.states[status]}
        </Badge>
      ),
    },
    {
      name: 'when',
      title: text.when,
      width: [10, 1],
      sort: 'requestedDateTime',
      minor: true,
      cell: ({ requestedDateTime }) => <Instant iso={requestedDateTime} />,
    },
    {
      name: 'by',
      title: text.by,
      width: [10, 2],
      minor: true,
      cell: ({ requestedBy }) => <Value>{requestedBy}</Value>,
    },
    {
      name: 'reason',
      title: text.reason,
      width: [10, 2],
      minor: true,
      cell: ({ reason }) => (reason ? <Name>{reason}</Name> : general.none),
    },
    {
      name: 'ticket',
      title: text.ticket,
      width: [6, 1],
      minor: true,
      cell: ({ ticket }) => (ticket ? <Name>{ticket}</Name> : general.none),
    },
  ];
}
