import { Link as TextLink } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { Session } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { ExportMenu } from '../elements/list/export-menu.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { useSpoken } from '../text/text.tsx';
import { useMe } from '../wire/me.ts';
import { nowAndThen, soon, useRows } from '../wire/queries.ts';
import { sessionColumns } from './session-columns.tsx';
import { SessionDetails } from './session-details.tsx';
import { sessionFilterNames, sessionsAddress } from './session-filter.ts';
import { SessionFilters } from './session-filters.tsx';
import { sessionSheet } from './session-sheet.ts';

/** Help that is being given, and that was: who, whom, when, how long, through which partner. */
export function SessionsPage() {
  const { text: catalogue, format } = useSpoken();
  const { sessions: text, general } = catalogue;
  const [{ session, ...filter }, set] = useParameters([...sessionFilterNames, 'session']);
  const me = useMe().data?.userPrincipalName;
  const query = useRows<Session>(sessionsAddress(filter, me, 100), {
    every: filter.view === 'inside' ? soon * 2 : nowAndThen,
  });
  const columns = useMemo(
    () => sessionColumns(catalogue, format, (id) => set({ session: id }, { push: true })),
    [catalogue, format, set],
  );
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  const filtered = Object.values(filter).some((value) => value !== '');
  const clear = Object.fromEntries(sessionFilterNames.map((name) => [name, '']));
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        filters={<SessionFilters filter={filter} set={set} />}
      >
        <ExportMenu address={sessionsAddress(filter, me, 1000)} sheet={sessionSheet} name="sessions" />
      </PageHeader>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 &&
        !isPlaceholderData &&
        (filtered ? (
          <Empty title={text.noneFound}>
            <TextLink as="button" onClick={() => set(clear)}>
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
      {session && <SessionDetails key={session} id={session} close={() => set({ session: '' })} />}
    </>
  );
}
