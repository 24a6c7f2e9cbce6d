import { Badge, Button, makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { ArrowEnterRegular } from '@fluentui/react-icons/svg/arrow-enter';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { type Tenant, tenantsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { useSession } from '../sign-in/signed-in.ts';
import { useFormat, useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { DisconnectTenant } from './disconnect-tenant.tsx';
import { isServed } from './served.ts';
import { Owed, PartnerStates, useStanding } from './standing.tsx';
import { SuspendButton } from './suspend-button.tsx';

const useStyles = makeStyles({ actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS } });

/** One organisation as its operator sees it: what is connected and open, the ways to end that, and the way into it. */
export function TenantDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { tenants: text, overview, partners } = useText();
  const format = useFormat();
  const styles = useStyles();
  const { enter } = useSession();
  const { data, error, refetch } = useAnswer<Tenant>(at(tenantsPath, id));
  const standing = useStanding(id);
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  return (
    <Details title={data ? <Name>{data.displayName}</Name> : undefined} error={error} close={close}>
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
            <SuspendButton tenant={data} size="medium" />
            {enter && (
              <Button icon={<ArrowEnterRegular />} onClick={() => enter(id)}>
                {text.enter}
              </Button>
            )}
          </div>
          <PageLink href={`/tenants/${encodeURIComponent(id)}`}>{text.offboard}</PageLink>
          <Facts
            facts={[
              [
                text.state,
                <Badge key="state" appearance="tint" color={isServed(data) ? 'success' : 'danger'}>
                  {text.states[data.subscriptionState]}
                </Badge>,
              ],
              ...(standing.data
                ? ([
                    [text.partners, <PartnerStates key="partners" partners={standing.data.partners} />],
                    [overview.openSessions, format.number(standing.data.openSessions)],
                    [text.owed, <Owed key="owed" {...standing.data} />],
                    [text.lastActivity, <Instant key="last" iso={standing.data.lastActivityDateTime} exact />],
                  ] as const)
                : []),
              [text.since, <Instant key="since" iso={data.createdDateTime} exact />],
              ...(data.suspendedDateTime
                ? ([[text.suspended, <Instant key="suspended" iso={data.suspendedDateTime} exact />]] as const)
                : []),
              [text.id, data.tenantId],
            ]}
          />
          {standing.error && <Failure error={standing.error} retry={() => void standing.refetch()} />}
          {asking && <DisconnectTenant tenant={data} close={() => setAsking(false)} />}
        </>
      )}
    </Details>
  );
}
