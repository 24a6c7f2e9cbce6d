import { Button, Link as TextLink } from '@fluentui/react-components';
import { PrintRegular } from '@fluentui/react-icons/svg/print';
import { useMemo } from 'react';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { ExportMenu } from '../elements/list/export-menu.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { usePrinting } from '../elements/screen/printing.ts';
import { useText } from '../text/text.tsx';
import { nowAndThen, useRows } from '../wire/queries.ts';
import { auditColumns } from './audit-columns.tsx';
import { type AuditFilter, auditAddress, auditFilterNames, newestFirst } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditPrint } from './audit-print.tsx';
import { auditSheet } from './audit-sheet.ts';
import { EventDetails } from './event-details.tsx';
import { BrokenTrail, TrailState } from './trail-state.tsx';

/** What was done, by whom, to what; and that nothing of it was taken away or altered. */
export function AuditPage() {
  const { audit: text, general } = useText();
  const [{ event, sort, ...values }, set] = useParameters([...auditFilterNames, 'event', 'sort']);
  const filter: AuditFilter = values;
  const orderby = sort || newestFirst;
  const printing = usePrinting();
  const query = useRows<AuditEvent>(auditAddress(filter, { top: 200, orderby }), { every: nowAndThen });
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } =
    query;
  const columns = useMemo(() => auditColumns(text, (id) => set({ event: id }, { push: true })), [text, set]);
  const filtered = Object.values(filter).some((value) => value !== '');
  const clear = Object.fromEntries(auditFilterNames.map((name) => [name, '']));
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        filters={<AuditFilters filter={filter} set={set} />}
      >
        <Button icon={<PrintRegular />} onClick={() => print()}>
          {text.print}
        </Button>
        <ExportMenu address={auditAddress(filter, { top: 1000 })} sheet={auditSheet} name="audit" />
      </PageHeader>
      <BrokenTrail />
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
      {rows && printing && <AuditPrint events={rows} total={total} filter={filter} />}
      {rows && rows.length > 0 && !printing && (
        <Rows
          label={text.title}
          columns={columns}
          rows={rows}
          stale={isPlaceholderData}
          total={total}
          sorting={{ by: orderby, change: (by) => set({ sort: by }) }}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      <TrailState total={total} correlation={filter.correlation} clear={() => set({ correlation: '' })} />
      {event && <EventDetails id={event} close={() => set({ event: '' })} />}
    </>
  );
}
