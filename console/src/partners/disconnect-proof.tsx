import {
  Button,
  DialogActions,
  DialogContent,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { Obligation, Page } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';
import { ProofStep } from './proof-step.tsx';
import { newestRetirements } from './retirements.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  steps: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
});

/** What was promised by the disconnect, step by step as it is done: each with the time at which the service recorded it. */
export function DisconnectProof({
  before,
  close,
}: {
  readonly before: ReadonlySet<string> | undefined;
  readonly close: () => void;
}) {
  const { partners: text, general } = useText();
  const styles = useStyles();
  const find = (page: Page<Obligation> | undefined) => page?.value.find(({ id }) => before?.has(id) === false);
  const { data, error, refetch } = useAnswer<Page<Obligation>>(newestRetirements, {
    every: (page) => (isOver(find(page)) ? false : soon / 3),
  });
  const owed = find(data);
  const done = isOver(owed);
  const stepAt = (name: string) => owed?.steps.find((step) => step.name === name)?.completedDateTime;
  const closed = owed?.steps.find((step) => step.name === 'closeSessions');
  return (
    <>
      <DialogContent className={styles.content}>
        <Text>{text.proofMeaning}</Text>
        {!done && !error && <ProgressBar aria-label={text.proofTitle} />}
        <ol className={styles.steps} aria-live="polite">
          <ProofStep title={text.proof.cutOff} at={owed?.createdDateTime} over={false} />
          <ProofStep
            title={text.proof.sessions}
            detail={closed && text.proof.closed(Number.parseInt(closed.detail ?? '0', 10))}
            at={closed?.completedDateTime}
            over={done || stepAt('revoke') !== undefined}
          />
          <ProofStep title={text.proof.revoked} at={stepAt('revoke')} over={done} />
          <ProofStep title={text.proof.destroyed} at={owed?.completedDateTime ?? undefined} over={false} />
        </ol>
        {owed?.lastFailure && !done && <Text>{text.proofRetried(owed.lastFailure)}</Text>}
        {done && (
          <Text weight="semibold" role="status">
            {owed?.unconfirmedReason ? text.proofUnconfirmed(owed.unconfirmedReason) : text.proofDone}
          </Text>
        )}
        {error && <Failure error={error} retry={() => void refetch()} />}
      </DialogContent>
      <DialogActions>
        <Button appearance="primary" onClick={close}>
          {done ? general.close : text.proofLater}
        </Button>
      </DialogActions>
    </>
  );
}

function isOver(owed: Obligation | undefined): boolean {
  return owed?.status === 'completed' || owed?.status === 'unconfirmed';
}
