import {
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useState } from 'react';
import { useParams } from 'wouter';
import { address, at } from '../../../src/client/address.ts';
import { type Page, type Tenant, tenantsPath } from '../../../src/client/resources.ts';
import { type Followed, followed } from '../disconnects/brief.ts';
import { isOver } from '../disconnects/disconnect-states.ts';
import { ReceiptButtons } from '../disconnects/receipt-buttons.tsx';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Step } from '../elements/dialog/step.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { shortened } from '../text/shortened.ts';
import { useText } from '../text/text.tsx';
import { nowAndThen, soon, useAnswer } from '../wire/queries.ts';
import { DisconnectOutcome } from './disconnect-outcome.tsx';
import { DisconnectTenant } from './disconnect-tenant.tsx';
import { isServed } from './served.ts';
import { PartnerStates, useStanding } from './standing.tsx';
import { SuspendButton } from './suspend-button.tsx';

const useStyles = makeStyles({
  said: { marginBottom: tokens.spacingVerticalM, flexShrink: 0 },
  steps: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    maxWidth: '60rem',
  },
});

/**
 * The end of an organisation in one place: what it ends, the disconnect, its receipt, the suspension. How far it is, is read from the
 * service alone, so that a reload, or another operator, goes on where it stands.
 */
export function OffboardingPage() {
  const { tenants: text, partners, ending } = useText();
  const styles = useStyles();
  const { id = '' } = useParams<{ id: string }>();
  const path = at(tenantsPath, id);
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const served = useAnswer<Tenant>(path);
  const standing = useStanding(id);
  const disconnects = useAnswer<Page<Followed>>(
    address(at(path, 'disconnects'), {
      $select: followed.join(','),
      $orderby: 'requestedDateTime desc',
      $top: 20,
    }),
    { every: (page) => (page?.value.every(isOver) ? nowAndThen : soon) },
  );
  const tenant = served.data;
  if (!tenant || !standing.data || !disconnects.data) {
    const failed = [served, standing, disconnects].filter(({ error }) => error);
    return (
      <>
        <PageHeader title={text.offboarding} />
        {failed[0] ? (
          <Failure error={failed[0].error} retry={() => failed.forEach(({ refetch }) => void refetch())} />
        ) : (
          <Loading />
        )}
      </>
    );
  }
  const { openSessions, owed, partners: connected } = standing.data;
  const engaged = connected.filter(({ onboardingStatus }) => onboardingStatus !== 'notOnboarded');
  const cutOff = engaged.length === 0;
  const recent = disconnects.data.value;
  const disconnect = cutOff ? recent[0] : undefined;
  // An earlier one, of another partner, may be under way still.
  const earlier = cutOff ? recent.slice(1).filter((each) => !isOver(each)) : [];
  const over = cutOff && owed === 0 && recent.every(isOver);
  const unconfirmed = recent.some(({ status }) => status === 'unconfirmed');
  const suspended = !isServed(tenant);
  return (
    <>
      <PageHeader
        title={text.offboardingOf(shortened(tenant.displayName ?? tenant.tenantId, 100))}
        description={text.offboardingMeaning}
      />
      <Announced>
        {over && suspended && disconnect && (
          <MessageBar intent={unconfirmed ? 'warning' : 'success'} layout="multiline" className={styles.said}>
            <MessageBarBody>{unconfirmed ? text.offboardedUnconfirmed : text.offboarded}</MessageBarBody>
          </MessageBar>
        )}
      </Announced>
      <ol className={styles.steps}>
        <Step number={1} title={text.steps.impact} state={cutOff && openSessions === 0 ? 'done' : 'open'}>
          <span>
            <PartnerStates partners={connected} />
          </span>
          <Text>
            {engaged.length > 0 && text.disconnects(engaged.length)} {text.suspendEnds(openSessions)}
          </Text>
        </Step>
        <Step number={2} title={text.steps.disconnect} state={over ? 'done' : cutOff ? 'running' : 'open'}>
          {!cutOff && (
            <span>
              <PermittedButton
                {...restored}
                operation="tenants.disconnect"
                appearance="primary"
                icon={<PlugDisconnectedRegular />}
                onClick={() => setAsking(true)}
              >
                {partners.disconnect}
              </PermittedButton>
            </span>
          )}
          {cutOff && !disconnect && <Text>{text.neverConnected}</Text>}
          {disconnect && <DisconnectOutcome disconnect={disconnect} />}
          {earlier.map((each) => (
            <DisconnectOutcome key={each.id} disconnect={each} />
          ))}
        </Step>
        <Step
          number={3}
          title={text.steps.receipt}
          state={!cutOff ? 'waiting' : !disconnect ? 'done' : over ? 'ready' : 'running'}
        >
          {disconnect ? (
            <>
              {!isOver(disconnect) && <Text>{text.receiptInterim}</Text>}
              <ReceiptButtons
                key={disconnect.id}
                disconnect={disconnect}
                path={at(path, 'disconnects', disconnect.id)}
                prints={false}
              />
            </>
          ) : (
            <Text>{cutOff ? ending.none : text.receiptAfter}</Text>
          )}
        </Step>
        <Step number={4} title={text.steps.suspend} state={suspended ? 'done' : cutOff ? 'open' : 'waiting'}>
          {suspended && (
            <Text>
              {text.suspended}: <Instant iso={tenant.suspendedDateTime} exact />
            </Text>
          )}
          {!cutOff && !suspended && <Text>{text.suspendFirst}</Text>}
          <span>
            <SuspendButton tenant={tenant} named />
          </span>
        </Step>
      </ol>
      {asking && <DisconnectTenant tenant={tenant} close={() => setAsking(false)} />}
    </>
  );
}
