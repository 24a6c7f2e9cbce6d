import { useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useMemo, useState } from 'react';
import { address } from '../../../src/client/address.ts';
import { type Tenant, tenantsPath } from '../../../src/client/resources.ts';
import { Empty } from '../elements/empty.tsx';
import { Failure } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useParameters } from '../elements/parameters.ts';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { Rows } from '../elements/rows.tsx';
import { useText } from '../text/text.tsx';
import { useRows } from '../wire/queries.ts';
import { AddTenant } from './add-tenant.tsx';
import { tenantColumns } from './tenant-columns.tsx';
import { TenantDetails } from './tenant-details.tsx';

/** The organisations that this service serves; for its operator. */
export function TenantsPage() {
  const { tenants: text } = useText();
  const [adding, setAdding] = useState(false);
  const restored = useRestoreFocusTarget();
  const [{ tenant }, set] = useParameters(['tenant']);
  const columns = useMemo(() => tenantColumns(text, (id) => set({ tenant: id }, { push: true })), [text, set]);
  const query = useRows<Tenant>(address(tenantsPath, { $top: 100, $count: true }));
  const { rows, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  return (
    <>
      <PageHeader title={text.title} description={text.description}>
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
      {rows && rows.length > 0 && (
        <Rows
          label={text.title}
          columns={columns}
          rows={rows}
          total={total}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: fetchNextPage }}
        />
      )}
      {tenant && <TenantDetails id={tenant} close={() => set({ tenant: '' })} />}
      {adding && <AddTenant close={() => setAdding(false)} />}
    </>
  );
}
