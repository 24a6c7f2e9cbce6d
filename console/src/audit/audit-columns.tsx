import { Badge } from '@fluentui/react-components';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { Instant } from '../elements/instant.tsx';
import { Name } from '../elements/name.tsx';
import { OpenButton } from '../elements/open-button.tsx';
import type { Column } from '../elements/rows.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import { actorOf } from './actor.ts';

export function auditColumns(text: Catalogue['audit'], open: (id: string) => void): readonly Column<AuditEvent>[] {
  return [
    {
      name: 'activity',
      title: text.kind,
      width: 'minmax(9rem, 2fr)',
      cell: ({ id, displayName, activityType }) => (
        <OpenButton open={() => open(id)}>
          <Name>{displayName ?? activityType}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'when',
      title: text.when,
      width: 'minmax(8rem, 1fr)',
      cell: ({ activityDateTime }) => <Instant iso={activityDateTime} exact />,
    },
    {
      name: 'who',
      title: text.who,
      width: 'minmax(8rem, 2fr)',
      minor: true,
      cell: (event) => <Name>{actorOf(event) ?? text.service}</Name>,
    },
    {
      name: 'what',
      title: text.what,
      width: 'minmax(8rem, 2fr)',
      minor: true,
      cell: ({ resources: [first] }) => <Name>{first?.displayName ?? first?.resourceId}</Name>,
    },
    {
      name: 'result',
      title: text.result,
      width: 'minmax(6rem, 1fr)',
      minor: true,
      cell: ({ activityResult }) => (
        <Badge appearance="tint" color={activityResult === 'Success' ? 'success' : 'danger'}>
          {activityResult === 'Success' ? text.results.Success : text.results.Failure}
        </Badge>
      ),
    },
  ];
}
