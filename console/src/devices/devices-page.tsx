import { makeStyles, Text, Link as TextLink, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useCallback, useMemo, useState } from 'react';
import { address } from '../../../src/client/address.ts';
import { every, literal, search } from '../../../src/client/expression.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Choice } from '../elements/choice.tsx';
import { DateField } from '../elements/date-field.tsx';
import { Empty } from '../elements/empty.tsx';
import { ExportMenu } from '../elements/export-menu.tsx';
import { Failure } from '../elements/failure.tsx';
import { FilterBar } from '../elements/filter-bar.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useParameters } from '../elements/parameters.ts';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { Rows } from '../elements/rows.tsx';
import { TypedSearch } from '../elements/typed-search.tsx';
import { useSpoken } from '../text/text.tsx';
import { beforeDay } from '../wire/days.ts';
import { useCount, useRows } from '../wire/queries.ts';
import { AddDevice } from './add-device.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { deviceColumns } from './device-columns.tsx';
import { DeviceDetails } from './device-details.tsx';
import { deviceSheet, exportedProperties } from './device-sheet.ts';
import { complianceStates, operatingSystems } from './device-values.ts';

const useStyles = makeStyles({
  count: { color: tokens.colorNeutralForeground2, marginBottom: tokens.spacingVerticalXS, flexShrink: 0 },
});

const filterNames = ['q', 'os', 'compliance', 'notSeen'] as const;

/** The organisation's devices: the service filters, sorts and searches, and the page holds no more than was scrolled to. */
export function DevicesPage() {
  const { text: catalogue, format } = useSpoken();
  const { devices: text, general } = catalogue;
  const styles = useStyles();
  const [{ q, os, compliance, notSeen, sort, device }, set] = useParameters([...filterNames, 'sort', 'device']);
  const orderby = sort || 'deviceName';
  const filtered = [q, os, compliance, notSeen].some((value) => value !== '');
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const restored = useRestoreFocusTarget();
  const wanted = {
    $search: search(q),
    $filter: every(
      os && `operatingSystem eq ${literal(os)}`,
      compliance && `complianceState eq ${literal(compliance)}`,
      beforeDay('lastSyncDateTime', notSeen),
    ),
  };
  const query = useRows<Device>(
    address(devicesPath, { ...wanted, $orderby: orderby, $select: exportedProperties, $top: 200 }),
  );
  // Beside the rows, because counting what fits takes longer than finding the first of it.
  const counted = useCount(address(`${devicesPath}/$count`, wanted));
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const columns = useMemo(() => deviceColumns(text, (id) => set({ device: id }, { push: true })), [text, set]);
  const total = counted.data;
  const { rows, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isPlaceholderData } = query;
  return (
    <>
      <PageHeader title={text.title} description={text.description}>
        <PermittedButton
          {...restored}
          operation="managedDevices.create"
          icon={<AddRegular />}
          onClick={() => setAdding(true)}
        >
          {text.add}
        </PermittedButton>
        <ExportMenu
          address={address(devicesPath, { ...wanted, $select: exportedProperties, $top: 1000 })}
          sheet={deviceSheet}
          name="devices"
        />
      </PageHeader>
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
        <DateField label={text.notSeen} value={notSeen} choose={(value) => set({ notSeen: value })} />
      </FilterBar>
      <Text className={styles.count} role="status">
        {isPlaceholderData || counted.isPlaceholderData
          ? general.searching
          : total !== undefined && text.count(total, format.number(total))}
      </Text>
      <BulkActions devices={rows?.filter(({ id }) => chosen[id]) ?? []} clear={() => setChosen({})} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 &&
        !isPlaceholderData &&
        (filtered ? (
          <Empty title={text.noneFound}>
            <TextLink as="button" onClick={() => set({ q: '', os: '', compliance: '', notSeen: '' })}>
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
      {adding && <AddDevice close={() => setAdding(false)} />}
      {device && <DeviceDetails id={device} close={() => set({ device: '' })} />}
    </>
  );
}
