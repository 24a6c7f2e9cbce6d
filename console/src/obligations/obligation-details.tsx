import { Badge, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect } from 'react';
import { address, at } from '../../../src/client/address.ts';
import { disconnectsPath, type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import { type Followed, followed } from '../disconnects/brief.ts';
import { markSeen } from '../elements/browser/seen.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';
import { isOpen, stateColours } from './owed.ts';
import { useRetry } from './retry.ts';
import { RetryOutcome } from './retry-outcome.tsx';
import { Subject } from './subject.tsx';

/** One obligation: what it is about, what was done of it, what the partner said, and what came of trying again. */
export function ObligationDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { obligations: text, overview, ending, general } = useText();
  const format = useFormat();
  const { data, error, refetch } = useAnswer<Obligation>(at(obligationsPath, id), {
    every: (last) => (last && isOpen(last) ? soon : false),
  });
  // It was owed with the disconnect: that is the newest then, or one of few that were at once.
  const disconnects = useAnswer<Page<Followed>>(
    address(disconnectsPath, {
      $filter: `requestedDateTime le ${data?.createdDateTime}`,
      $select: followed.join(','),
      $orderby: 'requestedDateTime desc',
      $top: 20,
    }),
    { enabled: data?.kind === 'grant.retire' },
  );
  const disconnect = disconnects.data?.value.find(({ retirements }) =>
    retirements.some(({ obligationId }) => obligationId === id),
  );
  const retry = useRetry();
  const unconfirmed = data?.status === 'unconfirmed';
  useEffect(() => {
    if (unconfirmed) markSeen([id]);
  }, [unconfirmed, id]);
  return (
    <Details title={data ? (overview.kinds[data.kind] ?? data.kind) : undefined} error={error} close={close}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          {data.unconfirmedReason && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>
                <Recorded>{data.unconfirmedReason}</Recorded>
              </MessageBarBody>
            </MessageBar>
          )}
          {isOpen(data) && (
            <div>
              <PermittedButton
                operation="obligations.retry"
                appearance="primary"
                disabledFocusable={retry.isPending}
                onClick={() => retry.mutate([id])}
              >
                {retry.isPending ? text.retrying : general.retryNow}
              </PermittedButton>
            </div>
          )}
          <RetryOutcome retry={retry} />
          <Facts
            facts={[
              [text.about, <Subject key="about" obligation={data} />],
              [
                text.state,
                <Badge key="state" appearance="tint" color={stateColours[data.status]}>
                  {text.states[data.status]}
                </Badge>,
              ],
              [text.since, <Instant key="since" iso={data.createdDateTime} exact />],
              [text.tries, format.number(data.attempts)],
              ...(data.nextAttemptDateTime
                ? ([[text.next, <Instant key="next" iso={data.nextAttemptDateTime} exact />]] as const)
                : []),
              [text.answer, data.lastFailure ? <Recorded key="answer">{data.lastFailure}</Recorded> : general.none],
              ...(data.completedDateTime
                ? ([[text.completed, <Instant key="completed" iso={data.completedDateTime} exact />]] as const)
                : []),
              [text.id, data.id],
            ]}
          />
          {disconnect && (
            <PageLink href={`/disconnects/${encodeURIComponent(disconnect.id)}`}>{ending.toReceipt}</PageLink>
          )}
        </>
      )}
    </Details>
  );
}
