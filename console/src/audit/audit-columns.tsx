import { Badge } from '@fluentui/react-components';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { OpenButton } from '../elements/button/open-button.tsx';
import type { Column } from '../elements/list/list-table.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';

export function auditColumns(text: Catalogue['audit'], open: (id: string) => void): readonly Column<AuditEvent>[] {
  return [
    {
      name: 'activity',
      title: text.kind,
      width: [9, 2],
      sort: 'activityType',
      cell: ({ id, displayName, activityType }) => (
        <OpenButton open={() => open(id)}>
          <Name>{activityName(text, activityType, displayName)}</Name>
        </OpenButton>
      ),
    },
    {
      name: 'when',
      title: text.when,
      width: [15, 1],
      sort: 'activityDateTime',
      cell: ({ activityDateTime }) => <Instant iso={activityDateTime} exact />,
    },
    {
      name: 'who',
      title: text.who,
      width: [8, 2],
      minor: true,
      cell: (event) => <Name>{actorOf(event) ?? text.service}</Name>,
    },
    {
      name: 'what',
      title: text.what,
      width: [8, 2],
      minor: true,
      cell: ({ resources: [first] }) => <Value>{first?.displayName ?? first?.resourceId}</Value>,
    },
    {
      name: 'result',
      title: text.result,
      width: [6, 1],
      sort: 'activityResult',
      minor: true,
      // Colour is for what is not as usual.
      cell: ({ activityResult }) =>
        activityResult === 'Success' ? (
          text.results.Success
        ) : (
          <Badge appearance="tint" color="danger">
            {text.results.Failure}
          </Badge>
        ),
    },
  ];
}
