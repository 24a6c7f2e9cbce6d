import { Link as TextLink } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { Empty } from '../elements/empty.tsx';
import { ExportMenu } from '../elements/export-menu.tsx';
import { Failure } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useParameters } from '../elements/parameters.ts';
import { Rows } from '../elements/rows.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, useRows } from '../wire/queries.ts';
import { auditColumns } from './audit-columns.tsx';
import { type AuditFilter, auditAddress, auditFilterNames } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { auditSheet } from './audit-sheet.ts';
import { ChainState } from './chain-state.tsx';
import { EventDetails } from './event-details.tsx';

/** What was done, by whom, to what; and that nothing of it was taken away or altered. */
export function AuditPage() {
  const { audit: text, general } = useText();
  const [{ event, ...values }, set] = useParameters([...auditFilterNames, 'event']);
  const filter: AuditFilter = values;
  const query = useRows<AuditEvent>(auditAddress(filter, 200), { every: nowAndThen });
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  const columns = useMemo(() => auditColumns(text, (id) => set({ event: id }, { push: true })), [text, set]);
  const filtered = Object.values(filter).some((value) => value !== '');
  const clear = Object.fromEntries(auditFilterNames.map((name) => [name, '']));
  return (
    <>
      <PageHeader title={text.title} description={text.description}>
        <ExportMenu address={auditAddress(filter, 1000)} sheet={auditSheet} name="audit" />
      </PageHeader>
      <ChainState />
      <AuditFilters filter={filter} set={set} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 && !isPlaceholderData && (
        <Empty title={filtered ? text.noneFound : text.none}>
          {filtered && (
            <TextLink as="button" onClick={() => set(clear)}>
              {general.clearFilters}
            </TextLink>
          )}
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <Rows
          label={text.title}
          columns={columns}
          rows={rows}
          stale={isPlaceholderData}
          total={total}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      {event && <EventDetails id={event} close={() => set({ event: '' })} />}
    </>
  );
}
