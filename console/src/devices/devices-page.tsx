import { makeStyles, Text, Link as TextLink, tokens } from '@fluentui/react-components';
import { useCallback, useMemo } from 'react';
import { address } from '../../../src/client/address.ts';
import { every, literal, search } from '../../../src/client/expression.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Choice } from '../elements/choice.tsx';
import { Empty } from '../elements/empty.tsx';
import { Failure } from '../elements/failure.tsx';
import { FilterBar } from '../elements/filter-bar.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useParameters } from '../elements/parameters.ts';
import { Rows } from '../elements/rows.tsx';
import { TypedSearch } from '../elements/typed-search.tsx';
import { useSpoken } from '../text/text.tsx';
import { useCount, useRows } from '../wire/queries.ts';
import { deviceColumns } from './device-columns.tsx';
import { DeviceDetails } from './device-details.tsx';
import { complianceStates, operatingSystems } from './device-values.ts';

const useStyles = makeStyles({
  count: { color: tokens.colorNeutralForeground2, marginBottom: tokens.spacingVerticalXS, flexShrink: 0 },
});

const shown =
  'id,deviceName,userPrincipalName,userDisplayName,operatingSystem,osVersion,complianceState,lastSyncDateTime,serialNumber';

/** The organisation's devices: the service filters, sorts and searches, and the page holds no more than was scrolled to. */
export function DevicesPage() {
  const { text: catalogue, format } = useSpoken();
  const { devices: text, general } = catalogue;
  const styles = useStyles();
  const [{ q, os, compliance, sort, device }, set] = useParameters(['q', 'os', 'compliance', 'sort', 'device']);
  const orderby = sort || 'deviceName';
  const filtered = q !== '' || os !== '' || compliance !== '';
  const wanted = {
    $search: search(q),
    $filter: every(
      os && `operatingSystem eq ${literal(os)}`,
      compliance && `complianceState eq ${literal(compliance)}`,
    ),
  };
  const query = useRows<Device>(address(devicesPath, { ...wanted, $orderby: orderby, $select: shown, $top: 200 }));
  // Beside the rows, because counting what fits takes longer than finding the first of it.
  const counted = useCount(address(`${devicesPath}/$count`, wanted));
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const columns = useMemo(() => deviceColumns(text, (id) => set({ device: id }, { push: true })), [text, set]);
  const total = counted.data;
  const { rows, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } = query;
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <FilterBar search={<TypedSearch label={text.search} value={q} search={find} />}>
        <Choice
          label={text.operatingSystem}
          all={general.all}
          value={os}
          options={operatingSystems.map((name) => [name, name])}
          choose={(value) => set({ os: value })}
        />
        <Choice
          label={text.compliance}
          all={general.all}
          value={compliance}
          options={complianceStates.map((state) => [state, text.complianceStates[state]])}
          choose={(value) => set({ compliance: value })}
        />
      </FilterBar>
      <Text className={styles.count} role="status">
        {isPlaceholderData || counted.isPlaceholderData
          ? general.searching
          : total !== undefined && text.count(total, format.number(total))}
      </Text>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 &&
        !isPlaceholderData &&
        (filtered ? (
          <Empty title={text.noneFound}>
            <TextLink as="button" onClick={() => set({ q: '', os: '', compliance: '' })}>
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
          sorting={{ by: orderby, change: (by) => set({ sort: by }) }}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      {device && <DeviceDetails id={device} close={() => set({ device: '' })} />}
    </>
  );
}
