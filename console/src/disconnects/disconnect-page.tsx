import { Badge, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import { address, at } from '../../../src/client/address.ts';
import { disconnectsPath } from '../../../src/client/resources.ts';
import { markSeen } from '../elements/browser/seen.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, soon, useAnswer } from '../wire/queries.ts';
import { type Whole, whole } from './brief.ts';
import { isOver, stateColours } from './disconnect-states.ts';
import { EndedSessions } from './ended-sessions.tsx';
import { ReceiptButtons } from './receipt-buttons.tsx';
import { Retirement } from './retirement.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '60rem' },
});

/** One disconnect, which stays: who, why, each step with the partner's answer, and the receipt of it. */
export function DisconnectPage() {
  const { ending: text } = useText();
  const styles = useStyles();
  const { id = '' } = useParams<{ id: string }>();
  const { data, error, refetch } = useAnswer<Whole>(
    address(at(disconnectsPath, id), { $select: whole.join(',') }),
    // With very many sessions an answer is long, and would fill a slow network if it were asked for all the time.
    { every: (last) => (isOver(last) ? false : (last?.sessions.length ?? 0) > 100 ? nowAndThen : soon) },
  );
  const unconfirmed = data?.status === 'unconfirmed';
  useEffect(() => {
    if (data && unconfirmed) markSeen(data.retirements.flatMap(({ obligationId }) => obligationId ?? []));
  }, [data, unconfirmed]);
  return (
    <>
      <PageHeader title={text.one}>{data && <ReceiptButtons key={data.id} disconnect={data} />}</PageHeader>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <div className={styles.root}>
          {unconfirmed && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{text.states.unconfirmed}</MessageBarTitle>
                {text.unconfirmedNext}
              </MessageBarBody>
            </MessageBar>
          )}
          <Facts facts={factsOf(data, text)} />
          {data.retirements.map((retirement) => (
            <Retirement key={retirement.grantId} retirement={retirement} />
          ))}
          <EndedSessions sessions={data.sessions} />
        </div>
      )}
    </>
  );
}

function factsOf(data: Whole, text: ReturnType<typeof useText>['ending']) {
  const { actor, reason, ticket, partnerDisplayName } = data;
  const given = (name: string, value: string | null | undefined) =>
    value
      ? ([
          [
            name,
            <Name key={name} whole>
              {value}
            </Name>,
          ],
        ] as const)
      : [];
  return [
    [text.what, text.kinds[data.kind]],
    ...given(text.partner, partnerDisplayName),
    [
      text.state,
      <Badge key="state" appearance="tint" color={stateColours[data.status]}>
        {text.states[data.status]}
      </Badge>,
    ],
    ...given(text.by, data.requestedBy),
    ...given(text.from, actor.ipAddress),
    ...given(text.operator, actor.remoteTenantId),
    ...given(text.reason, reason),
    ...given(text.ticket, ticket),
    [text.when, <Instant key="when" iso={data.requestedDateTime} exact />],
    ...(data.completedDateTime
      ? ([[text.over, <Instant key="over" iso={data.completedDateTime} exact />]] as const)
      : []),
    [text.id, data.id],
  ] as const;
}
