import { Button, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useContext, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { type FailureKind, GraphFailure } from '../../../../src/client/graph-failure.ts';
import { useSaid, useText } from '../../text/text.tsx';
import { timerOf } from '../../wire/queries.ts';
import { PartMissing } from '../browser/part.ts';
import { CopyButton } from '../button/copy-button.tsx';
import { SignInButton } from '../button/sign-in-button.tsx';
import { Below } from '../screen/crowded.ts';
import { isAmongTooMany } from './among-too-many.ts';
import { failureWords } from './failure-words.ts';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS, flexShrink: 0 },
  body: { overflowWrap: 'anywhere', paddingBlock: tokens.spacingVerticalS },
  facts: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalS,
  },
});

/** Where the same request may succeed later as it is; what was refused is refused again. */
const passing: ReadonlySet<FailureKind> = new Set(['unreachable', 'unavailable', 'throttled', 'broken', 'noGraph']);

/** What went wrong, which permission is missing, what to do, what the service said, and the details to ask support with. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const text = useText();
  const inWords = useSaid();
  const styles = useStyles();
  const below = useContext(Below);
  const [bar, setBar] = useState<HTMLElement | null>(null);
  useEffect(() => {
    // In a dialog the button that was pressed stays in sight, and what came of it may be below what is.
    if (error && bar?.closest('[role=dialog]')) bar.scrollIntoView({ block: 'nearest' });
  }, [error, bar]);
  const failure = error instanceof GraphFailure ? error : undefined;
  const kind = failure?.kind ?? 'broken';
  const { title, advice } = failureWords(text, error);
  const { said = [], permissions = [], retryAfterSeconds, requestId } = failure?.facts ?? {};
  const waiting = useWait(failure, retryAfterSeconds);
  // Nothing is wrong: whoever types has not typed enough yet.
  const quiet = isAmongTooMany(error);
  const facts = [
    permissions.length > 0 && text.failures.permissions(permissions.join(', ')),
    retryAfterSeconds !== undefined && text.failures.wait(retryAfterSeconds),
    said.length > 0 && text.failures.said(said.map(inWords).join(' ')),
    requestId && text.failures.requestId(requestId),
  ].filter((fact) => typeof fact === 'string');
  // A browser that could not load a module does not try again on the same page.
  const reloads = error instanceof PartMissing;
  const again = reloads ? () => location.reload() : passing.has(kind) ? retry : undefined;
  const shown = (
    <MessageBar
      ref={setBar}
      intent={quiet ? 'info' : 'error'}
      layout="multiline"
      className={styles.root}
      role={quiet ? 'status' : 'alert'}
    >
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}</MessageBarTitle>
        {advice}
        {!quiet &&
          facts.map((fact) => (
            <span key={fact} className={styles.facts}>
              {fact}
            </span>
          ))}
        {(again || (failure && !quiet)) && (
          <span className={styles.actions}>
            {again && (
              <Button disabledFocusable={waiting} onClick={again}>
                {reloads ? text.general.reload : text.general.tryAgain}
              </Button>
            )}
            {kind === 'signedOut' && <SignInButton key={failure?.details} />}
            {failure && (
              <CopyButton appearance="transparent" text={failure.details}>
                {text.failures.copyDetails}
              </CopyButton>
            )}
          </span>
        )}
      </MessageBarBody>
    </MessageBar>
  );
  return below ? createPortal(shown, below) : shown;
}

/** Whether the service still wants to be left alone. */
function useWait(failure: GraphFailure | undefined, seconds = 0): boolean {
  const [over, setOver] = useState<GraphFailure>();
  useEffect(() => {
    if (!failure || seconds === 0) return undefined;
    const timer = setTimeout(() => setOver(failure), timerOf(seconds));
    return () => clearTimeout(timer);
  }, [failure, seconds]);
  return failure !== undefined && seconds > 0 && over !== failure;
}
