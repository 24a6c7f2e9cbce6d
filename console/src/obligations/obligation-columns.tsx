import { Badge } from '@fluentui/react-components';
import type { Obligation } from '../../../src/client/resources.ts';
import { OpenButton } from '../elements/button/open-button.tsx';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import type { Column } from '../elements/list/list-table.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { RecordedName } from '../elements/value/recorded.tsx';
import type { Text as Catalogue } from '../text/en.ts';
import type { Format } from '../text/format.ts';
import { isOpen, stateColours } from './owed.ts';
import { Subject } from './subject.tsx';

export function obligationColumns(
  { obligations: text, overview: { kinds }, general }: Catalogue,
  format: Format,
  act: { readonly open: (id: string) => void; readonly retry: (id: string) => void; readonly busy: boolean },
): readonly Column<Obligation>[] {
  return [
    {
      name: 'kind',
      title: text.kind,
      width: [9, 2],
      cell: ({ id, kind }) => (
        <OpenButton open={() => act.open(id)}>
          <Name>{kinds[kind] ?? kind}</Name>
        </OpenButton>
      ),
    },
    { name: 'about', title: text.about, width: [7, 1.5], minor: true, cell: (each) => <Subject obligation={each} /> },
    {
      name: 'status',
      title: text.state,
      width: [8, 1],
      cell: ({ status }) => (
        <Badge appearance={status === 'unconfirmed' ? 'filled' : 'tint'} color={stateColours[status]}>
          {text.states[status]}
        </Badge>
      ),
    },
    {
      name: 'since',
      title: text.since,
      width: [8, 1],
      minor: true,
      cell: ({ createdDateTime }) => <Instant iso={createdDateTime} />,
    },
    {
      name: 'tries',
      title: text.tries,
      width: [4, 0.5],
      isQuantity: true,
      minor: true,
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      name: 'next',
      title: text.next,
      width: [8, 1],
      minor: true,
      cell: ({ nextAttemptDateTime }) =>
        nextAttemptDateTime === null ? general.none : <Instant iso={nextAttemptDateTime} />,
    },
    {
      name: 'answer',
      title: text.answer,
      width: [10, 3],
      minor: true,
      cell: ({ lastFailure, unconfirmedReason }) => {
        const said = unconfirmedReason ?? lastFailure;
        return said ? <RecordedName>{said}</RecordedName> : general.none;
      },
    },
    {
      name: 'retry',
      title: text.actions,
      width: [7, 1],
      // The drawer of the line has it as well.
      minor: 'last',
      cell: (each) =>
        isOpen(each) && (
          <PermittedButton
            operation="obligations.retry"
            size="small"
            disabledFocusable={act.busy}
            onClick={() => act.retry(each.id)}
          >
            {general.retryNow}
          </PermittedButton>
        ),
    },
  ];
}
