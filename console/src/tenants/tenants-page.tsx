import { Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { address } from '../../../src/client/address.ts';
import { type Tenant, tenantsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { FilterBar } from '../elements/list/filter-bar.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Rows } from '../elements/list/rows.tsx';
import { TypedSearch } from '../elements/list/typed-search.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useSpoken } from '../text/text.tsx';
import { useRows } from '../wire/queries.ts';
import { AddTenant } from './add-tenant.tsx';
import { tenantColumns } from './tenant-columns.tsx';
import { TenantDetails } from './tenant-details.tsx';

/** The organisations that this service serves, and how each of them stands; for its operator. */
export function TenantsPage() {
  const { text: all, format } = useSpoken();
  const { tenants: text, general } = all;
  const [adding, setAdding] = useState(false);
  const restored = useRestoreFocusTarget();
  const [{ tenant, q }, set] = useParameters(['tenant', 'q']);
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const columns = useMemo(
    () => tenantColumns(all, format, (id) => set({ tenant: id }, { push: true })),
    [all, format, set],
  );
  const query = useRows<Tenant>(address(tenantsPath, { $top: 100, $count: true }));
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  useEffect(() => {
    // The service reads each organisation by itself, and so searches in none of their names: it is done here, over all of them.
    if (q && hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [q, hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  const found = rows?.filter((each) => fits(each, q));
  const searching = q !== '' && hasNextPage;
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        filters={
          <FilterBar
            search={<TypedSearch label={text.search} value={q} search={find} />}
            count={<Text role="status">{searching ? general.searching : found && text.count(found.length)}</Text>}
          />
        }
      >
        <PermittedButton
          {...restored}
          operation="tenants.create"
          appearance="primary"
          icon={<AddRegular />}
          onClick={() => setAdding(true)}
        >
          {text.add}
        </PermittedButton>
      </PageHeader>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {rows?.length === 0 && <Empty title={text.none}>{text.noneNext}</Empty>}
      {rows && rows.length > 0 && found?.length === 0 && !searching && <Empty title={text.noneFound} />}
      {found && found.length > 0 && (
        <Rows
          label={text.title}
          columns={columns}
          rows={found}
          total={q ? found.length : total}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      {tenant && <TenantDetails key={tenant} id={tenant} close={() => set({ tenant: '' })} />}
      {adding && <AddTenant close={() => setAdding(false)} />}
    </>
  );
}

/** By a part of the name, or of the id. */
function fits({ displayName, tenantId }: Tenant, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return (displayName ?? '').toLowerCase().includes(wanted) || tenantId.includes(wanted);
}
