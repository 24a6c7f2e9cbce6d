import {
  Button,
  DialogActions,
  DialogContent,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { type Disconnect, disconnectsPath, type Page, type Partner } from '../../../src/client/resources.ts';
import { isOver } from '../disconnects/disconnect-states.ts';
import { Failure } from '../elements/failure.tsx';
import { PageLink } from '../elements/page-link.tsx';
import { useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';
import { ProofStep } from './proof-step.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  steps: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
});

/** What was promised by the disconnect, step by step as it is done: each with the time at which the service recorded it. */
export function DisconnectProof({ partner, close }: { readonly partner: Partner; readonly close: () => void }) {
  const { partners: text, ending, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Disconnect>>(
    address(disconnectsPath, { $filter: `partnerId eq ${literal(partner.id)}`, $top: 1 }),
    { every: (page) => (isOver(page?.value[0]) ? false : soon / 3) },
  );
  const disconnect = data?.value[0];
  const [retirement] = disconnect?.retirements ?? [];
  const done = isOver(disconnect);
  const stepOf = (name: string) => retirement?.steps.find((step) => step.name === name);
  const closed = stepOf('closeSessions');
  return (
    <>
      <DialogContent className={styles.content}>
        <Text>{text.proofMeaning}</Text>
        {!done && !error && <ProgressBar aria-label={text.proofTitle} />}
        <ol className={styles.steps} aria-live="polite">
          <ProofStep title={text.proof.cutOff} at={disconnect?.requestedDateTime} over={false} />
          <ProofStep
            title={text.proof.sessions}
            detail={closed && text.proof.closed(Number.parseInt(closed.detail ?? '0', 10))}
            at={closed?.completedDateTime}
            over={done || stepOf('revoke') !== undefined}
          />
          <ProofStep title={text.proof.revoked} at={stepOf('revoke')?.completedDateTime} over={done} />
          <ProofStep title={text.proof.destroyed} at={retirement?.completedDateTime ?? undefined} over={done} />
        </ol>
        {retirement?.lastFailure && !done && <Text>{text.proofRetried(retirement.lastFailure)}</Text>}
        {disconnect && done && (
          <Text weight="semibold" role="status">
            {disconnect.status === 'unconfirmed'
              ? text.proofUnconfirmed(retirement?.notEstablished.join(' ') ?? '')
              : text.proofDone}
          </Text>
        )}
        {disconnect && (
          <PageLink href={`/disconnects/${encodeURIComponent(disconnect.id)}`}>{ending.toReceipt}</PageLink>
        )}
        {error && <Failure error={error} retry={() => void refetch()} />}
      </DialogContent>
      <DialogActions fluid>
        <Button appearance="primary" onClick={close}>
          {done ? general.close : text.proofLater}
        </Button>
      </DialogActions>
    </>
  );
}
