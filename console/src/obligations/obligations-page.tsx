import { useMemo } from 'react';
import { address } from '../../../src/client/address.ts';
import { type Obligation, obligationsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Choice } from '../elements/form/choice.tsx';
import { FilterBar } from '../elements/list/filter-bar.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useSpoken } from '../text/text.tsx';
import { soon, useRows } from '../wire/queries.ts';
import { obligationColumns } from './obligation-columns.tsx';
import { ObligationDetails } from './obligation-details.tsx';
import { isOpen, owed, unconfirmed } from './owed.ts';
import { useRetry } from './retry.ts';
import { RetryOutcome } from './retry-outcome.tsx';

const filters: Readonly<Record<string, string | undefined>> = { unconfirmed, all: undefined };

/** What is owed to partners: about what, how often it was tried, when next, what they said last; and to try it at once. */
export function ObligationsPage() {
  const { text: catalogue, format } = useSpoken();
  const { obligations: text, overview, general } = catalogue;
  const [{ show, obligation }, set] = useParameters(['show', 'obligation']);
  const retry = useRetry();
  const query = useRows<Obligation>(
    address(obligationsPath, {
      $filter: Object.hasOwn(filters, show) ? filters[show] : owed,
      $orderby: show === '' ? 'createdDateTime' : 'createdDateTime desc',
      $top: 100,
      $count: true,
    }),
    { every: soon * 2 },
  );
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  const { mutate, isPending: busy } = retry;
  const columns = useMemo(
    () =>
      obligationColumns(catalogue, format, {
        open: (id) => set({ obligation: id }, { push: true }),
        retry: (id) => mutate([id]),
        busy,
      }),
    [catalogue, format, set, mutate, busy],
  );
  const open = rows?.filter(isOpen) ?? [];
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        filters={
          <FilterBar>
            <Choice
              label={text.show}
              all={text.shown.owed}
              value={show}
              options={[
                ['unconfirmed', text.shown.unconfirmed],
                ['all', text.shown.all],
              ]}
              choose={(value) => set({ show: value })}
            />
          </FilterBar>
        }
      >
        {open.length > 1 && (
          <PermittedButton
            operation="obligations.retry"
            disabledFocusable={busy}
            onClick={() => mutate(open.map(({ id }) => id))}
          >
            {busy ? text.retrying : text.retryAll}
          </PermittedButton>
        )}
      </PageHeader>
      <RetryOutcome retry={retry} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 && !isPlaceholderData && (
        <Empty title={show === '' ? overview.nothingOwed : general.none}>{show === '' && text.noneNext}</Empty>
      )}
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
      {obligation && <ObligationDetails key={obligation} id={obligation} close={() => set({ obligation: '' })} />}
    </>
  );
}
