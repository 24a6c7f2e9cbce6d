import { Link as TextLink } from '@fluentui/react-components';
import { useMemo } from 'react';
import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import { type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Choice } from '../elements/choice.tsx';
import { DateField } from '../elements/date-field.tsx';
import { Empty } from '../elements/empty.tsx';
import { Failure } from '../elements/failure.tsx';
import { FilterBar } from '../elements/filter-bar.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { PageLink } from '../elements/page-link.tsx';
import { useParameters } from '../elements/parameters.ts';
import { Rows } from '../elements/rows.tsx';
import { useSpoken } from '../text/text.tsx';
import { fromDay, untilDay } from '../wire/days.ts';
import { nowAndThen, useRows } from '../wire/queries.ts';
import { sessionColumns } from './session-columns.tsx';
import { SessionDetails } from './session-details.tsx';
import { sessionStates } from './session-states.ts';

/** Help that is being given, and that was: who, whom, when, how long, through which partner. */
export function SessionsPage() {
  const { text: catalogue, format } = useSpoken();
  const { sessions: text, general } = catalogue;
  const [{ status, from, to, session }, set] = useParameters(['status', 'from', 'to', 'session']);
  const query = useRows<Session>(
    address(sessionsPath, {
      $filter: every(
        status && `status eq ${literal(status)}`,
        fromDay('requestedDateTime', from),
        untilDay('requestedDateTime', to),
      ),
      $orderby: 'requestedDateTime desc',
      $top: 100,
    }),
    { every: nowAndThen },
  );
  const columns = useMemo(
    () => sessionColumns(text, format, (id) => set({ session: id }, { push: true })),
    [text, format, set],
  );
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  const filtered = status !== '' || from !== '' || to !== '';
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <FilterBar>
        <Choice
          label={text.statusLabel}
          all={general.all}
          value={status}
          options={sessionStates.map((state) => [state, text.status[state]])}
          choose={(value) => set({ status: value })}
        />
        <DateField label={general.from} value={from} choose={(value) => set({ from: value })} />
        <DateField label={general.to} value={to} choose={(value) => set({ to: value })} />
      </FilterBar>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 &&
        !isPlaceholderData &&
        (filtered ? (
          <Empty title={text.noneFound}>
            <TextLink as="button" onClick={() => set({ status: '', from: '', to: '' })}>
              {general.clearFilters}
            </TextLink>
          </Empty>
        ) : (
          <Empty title={text.none}>
            <PageLink href="/devices">{text.noneNext}</PageLink>
          </Empty>
        ))}
      {rows && rows.length > 0 && (
        <Rows
          label={text.title}
          columns={columns}
          rows={rows}
          total={total}
          stale={isPlaceholderData}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      {session && <SessionDetails id={session} close={() => set({ session: '' })} />}
    </>
  );
}
