import { Badge, makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/details.tsx';
import { Facts } from '../elements/facts.tsx';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { Name } from '../elements/name.tsx';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { DisconnectTenant } from './disconnect-tenant.tsx';
import { isServed } from './served.ts';
import { SuspendButton } from './suspend-button.tsx';

const useStyles = makeStyles({ actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS } });

/** One organisation as its operator sees it: what is connected and open, and the ways to end that. */
export function TenantDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { tenants: text, overview, general, partners } = useText();
  const format = useFormat();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Tenant>(at(tenantsPath, id));
  const impact = useAnswer<TenantImpact>(at(tenantsPath, id, 'impact()'), { every: nowAndThen });
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const counted = (count: number | undefined) => (count === undefined ? general.unknown : format.number(count));
  return (
    <Details title={data ? <Name>{data.displayName}</Name> : general.loading} close={close}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <div className={styles.actions}>
            <PermittedButton
              {...restored}
              operation="tenants.disconnect"
              icon={<PlugDisconnectedRegular />}
              onClick={() => setAsking(true)}
            >
              {partners.disconnect}
            </PermittedButton>
            <SuspendButton tenant={data} />
          </div>
          <Facts
            facts={[
              [
                text.state,
                <Badge key="state" appearance="tint" color={isServed(data) ? 'success' : 'danger'}>
                  {text.states[data.subscriptionState]}
                </Badge>,
              ],
              [text.connected, counted(impact.data?.partners)],
              [overview.openSessions, counted(impact.data?.openSessions)],
              [text.since, <Instant key="since" iso={data.createdDateTime} exact />],
              ...(data.suspendedDateTime
                ? ([[text.suspended, <Instant key="suspended" iso={data.suspendedDateTime} exact />]] as const)
                : []),
              [text.id, data.tenantId],
            ]}
          />
          {impact.error && <Failure error={impact.error} />}
          {asking && <DisconnectTenant tenant={data} close={() => setAsking(false)} />}
        </>
      )}
    </Details>
  );
}
