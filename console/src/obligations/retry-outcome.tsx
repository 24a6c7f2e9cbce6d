import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { useRecorded, useText } from '../text/text.tsx';
import type { Outcome } from './retry.ts';

const useStyles = makeStyles({ root: { marginBlock: tokens.spacingVerticalS, flexShrink: 0 } });

/** What came of trying again. */
export function RetryOutcome({
  retry: { data, error },
}: {
  readonly retry: { readonly data: Outcome | undefined; readonly error: Error | null };
}) {
  const { obligations: text } = useText();
  const styles = useStyles();
  const recorded = useRecorded();
  if (error) return <Failure error={error} />;
  const { over = 0, failing = 0, running = 0, lastFailure } = data ?? {};
  return (
    <Announced>
      {data && (
        <MessageBar intent={failing > 0 ? 'warning' : 'success'} layout="multiline" className={styles.root}>
          <MessageBarBody>
            {[
              over > 0 && text.outcomeOver(over),
              running > 0 && text.outcomeRunning(running),
              failing > 0 && text.outcomeFailing(failing),
              lastFailure && recorded(lastFailure),
            ]
              .filter(Boolean)
              .join(' ')}
          </MessageBarBody>
        </MessageBar>
      )}
    </Announced>
  );
}
