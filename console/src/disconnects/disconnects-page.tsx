import { Button } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { address } from '../../../src/client/address.ts';
import { disconnectsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, useRows } from '../wire/queries.ts';
import { type Listed, listed } from './brief.ts';
import { disconnectColumns } from './disconnect-columns.tsx';

/** Every disconnect that there was: what, why, by whom, and what has become of it at the partner. */
export function DisconnectsPage() {
  const text = useText();
  const [{ sort }, set] = useParameters(['sort']);
  const orderby = sort || 'requestedDateTime desc';
  const $select = listed.join(',');
  const query = useRows<Listed>(address(disconnectsPath, { $select, $orderby: orderby, $top: 20, $count: true }), {
    every: nowAndThen,
  });
  const columns = useMemo(() => disconnectColumns(text), [text]);
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  return (
    <>
      <PageHeader title={text.ending.title} description={text.ending.description}>
        {/* Who comes here to end something is led to where that is done. */}
        <Link href="/partners" asChild>
          <Button as="a" icon={<PlugDisconnectedRegular />}>
            {text.ending.toPartners}
          </Button>
        </Link>
      </PageHeader>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 && !isPlaceholderData && <Empty title={text.ending.none}>{text.ending.noneNext}</Empty>}
      {rows && rows.length > 0 && (
        <Rows
          label={text.ending.title}
          columns={columns}
          rows={rows}
          total={total}
          stale={isPlaceholderData}
          sorting={{ by: orderby, change: (by) => set({ sort: by }) }}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
    </>
  );
}
