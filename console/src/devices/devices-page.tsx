import { Text, Link as TextLink } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { address } from '../../../src/client/address.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useSpoken } from '../text/text.tsx';
import { useCount, useRows } from '../wire/queries.ts';
import { BulkActions } from './bulk-actions.tsx';
import { deviceColumns } from './device-columns.tsx';
import { DeviceCommands } from './device-commands.tsx';
import { DeviceDetails } from './device-details.tsx';
import { deviceFilterNames, devicesWanted } from './device-filter.ts';
import { DeviceFilters } from './device-filters.tsx';
import { exportedProperties } from './device-sheet.ts';
import { viewSearch } from './kept-views.ts';
import { useSeenList } from './seen-list.ts';
import { useInside } from './use-inside.ts';

const noFilter = Object.fromEntries(deviceFilterNames.map((name) => [name, '']));

/** The organisation's devices: the service filters, sorts and searches, and the page holds no more than was scrolled to. */
export function DevicesPage() {
  const { text: catalogue, format } = useSpoken();
  const { devices: text, general } = catalogue;
  const [{ sort, device, ...filter }, set] = useParameters([...deviceFilterNames, 'sort', 'device']);
  const orderby = sort || 'deviceName';
  const filtered = Object.values(filter).some((value) => value !== '');
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const inside = useInside(filter.session !== '');
  const wanted = devicesWanted(filter, inside.ids);
  const enabled = !inside.waiting && !inside.error;
  const query = useRows<Device>(
    address(devicesPath, { ...wanted, $orderby: orderby, $select: exportedProperties, $top: 200 }),
    { enabled },
  );
  // Beside the rows, because counting what fits takes longer than finding the first of it.
  const counted = useCount(address(`${devicesPath}/$count`, wanted), { enabled });
  const columns = useMemo(() => deviceColumns(text, (id) => set({ device: id }, { push: true })), [text, set]);
  const total = counted.data;
  const { rows, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } = query;
  const those = rows?.filter(({ id }) => chosen[id]) ?? [];
  const seen = viewSearch(useSearch());
  useSeenList(
    seen === '' ? '/devices' : `/devices?${seen}`,
    isPlaceholderData ? undefined : rows,
    counted.isPlaceholderData ? undefined : total,
  );
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        folds
        filters={
          <DeviceFilters
            filter={filter}
            set={set}
            count={
              <Text role="status">
                {isPlaceholderData || counted.isPlaceholderData
                  ? general.searching
                  : total !== undefined && text.count(total, format.number(total))}
                {inside.more !== undefined && ` ${text.insideMore(format.number(inside.more))}`}
              </Text>
            }
          />
        }
      >
        <DeviceCommands exported={address(devicesPath, { ...wanted, $select: exportedProperties, $top: 1000 })} />
      </PageHeader>
      {inside.error && <Failure error={inside.error} retry={inside.retry} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && !inside.error && <Loading />}
      {rows?.length === 0 &&
        !isPlaceholderData &&
        (filtered ? (
          <Empty title={text.noneFound}>
            <TextLink as="button" onClick={() => set(noFilter)}>
              {general.clearFilters}
            </TextLink>
          </Empty>
        ) : (
          <Empty title={text.none}>{text.noneNext}</Empty>
        ))}
      {rows && rows.length > 0 && (
        <Rows
          label={text.title}
          columns={columns}
          rows={rows}
          total={total}
          stale={isPlaceholderData}
          selection={{ chosen, change: setChosen, nameOf: ({ deviceName }) => deviceName ?? general.unnamed }}
          sorting={{ by: orderby, change: (by) => set({ sort: by }) }}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      <BulkActions devices={those} clear={() => setChosen({})} />
      {device && <DeviceDetails key={device} id={device} close={() => set({ device: '' })} />}
    </>
  );
}
