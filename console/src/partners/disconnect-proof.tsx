import {
  Button,
  DialogActions,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useEffect } from 'react';
import { address } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import {
  disconnectsPath,
  obligationsPath,
  type Page,
  type Partner,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { type Followed, followed } from '../disconnects/brief.ts';
import { isOver } from '../disconnects/disconnect-states.ts';
import { DialogParts } from '../elements/dialog/dialog-parts.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { named } from '../text/named.ts';
import { useRecorded, useText } from '../text/text.tsx';
import { soon, useAnswer, useInvalidate } from '../wire/queries.ts';
import { ProofStep, type Unrecorded } from './proof-step.tsx';

const useStyles = makeStyles({
  gaps: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, overflowWrap: 'anywhere' },
  steps: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
});

/** What was promised by the disconnect, step by step as it is done: each with the time at which the service recorded it. */
export function DisconnectProof({ partner, close }: { readonly partner: Partner; readonly close: () => void }) {
  const { partners: text, ending, general } = useText();
  const styles = useStyles();
  const recorded = useRecorded();
  const { data, error, refetch } = useAnswer<Page<Followed>>(
    address(disconnectsPath, {
      $filter: `partnerId eq ${literal(partner.id)}`,
      $select: followed.join(','),
      $top: 1,
    }),
    // What an earlier disconnect has come to proves nothing of this one.
    { every: (page) => (isOver(page?.value[0]) ? false : soon / 3), kept: false },
  );
  const disconnect = data?.value[0];
  // What it leaves on the bell, on the page behind and in its lists is there as soon as it is over.
  const invalidate = useInvalidate(obligationsPath, disconnectsPath, sessionsPath);
  const done = isOver(disconnect);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is over.
  useEffect(() => {
    if (done) void invalidate();
  }, [done]);
  // Of several, what an earlier disconnect has left among them, the one that is furthest from its end.
  const retirements = disconnect?.retirements ?? [];
  const retirement = retirements.find(({ status }) => status === disconnect?.status) ?? retirements[0];
  const stepOf = (name: string) => retirement?.steps.find((step) => step.name === name);
  const closed = stepOf('closeSessions');
  const revoked = stepOf('revoke');
  const nothingToRevoke = stepOf('nothingToRevoke');
  const gaps = done ? (retirement?.notEstablished ?? []) : [];
  const otherwise: Unrecorded = !done
    ? 'waiting'
    : disconnect?.status === 'unconfirmed'
      ? 'unknown'
      : retirement
        ? 'notNeeded'
        : 'noGrant';
  return (
    <>
      <DialogParts>
        <Text>{text.proofMeaning}</Text>
        {!done && !error && <ProgressBar aria-label={text.proofTitle} />}
        <ol className={styles.steps} aria-live="polite">
          <ProofStep title={text.proof.cutOff} at={disconnect?.requestedDateTime} otherwise="waiting" />
          <ProofStep
            title={text.proof.sessions}
            detail={closed && text.proof.closed(Number.parseInt(closed.detail ?? '0', 10))}
            at={closed?.completedDateTime}
            otherwise={revoked || nothingToRevoke ? 'notNeeded' : otherwise}
          />
          <ProofStep
            title={nothingToRevoke ? named(ending.steps, 'nothingToRevoke') : text.proof.revoked}
            at={(revoked ?? nothingToRevoke)?.completedDateTime}
            otherwise={otherwise}
          />
          <ProofStep
            title={text.proof.destroyed}
            at={retirement?.completedDateTime ?? undefined}
            otherwise={otherwise}
          />
        </ol>
        <Announced>
          {retirement?.lastFailure && !done && <Text>{text.proofRetried(recorded(retirement.lastFailure))}</Text>}
          {disconnect?.status === 'unconfirmed' && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{text.proofUnconfirmed}</MessageBarTitle>
              </MessageBarBody>
            </MessageBar>
          )}
          {disconnect?.status === 'proven' && (
            <Text weight="semibold">{retirement ? text.proofDone : text.proof.noGrant}</Text>
          )}
        </Announced>
        {gaps.length > 0 && (
          <section>
            <Text weight="semibold">{ending.notEstablished}</Text>
            <ul className={styles.gaps}>
              {gaps.map((gap) => (
                <li key={gap}>
                  <Recorded>{gap}</Recorded>
                </li>
              ))}
            </ul>
          </section>
        )}
        {disconnect && (
          <PageLink href={`/disconnects/${encodeURIComponent(disconnect.id)}`}>{ending.toReceipt}</PageLink>
        )}
        {error && <Failure error={error} retry={() => void refetch()} />}
      </DialogParts>
      <DialogActions fluid>
        <Button appearance="primary" onClick={close}>
          {done ? general.close : text.proofLater}
        </Button>
      </DialogActions>
    </>
  );
}
