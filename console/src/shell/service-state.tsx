import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { SignInButton } from '../elements/button/sign-in-button.tsx';
import type { Format } from '../text/format.ts';
import { useFormat, useText } from '../text/text.tsx';
import { IssuerSilent } from '../wire/graph.ts';
import { useMe } from '../wire/me.ts';

const useStyles = makeStyles({ root: { marginBottom: tokens.spacingVerticalM, flexShrink: 0 } });

/** Why nothing of what is asked is answered. */
const silences: ReadonlySet<string> = new Set(['unreachable', 'unavailable', 'signedOut']);

/** That the service does not answer, or answers nobody who is not signed in, on every page; and as of when is what the page shows. */
export function ServiceState() {
  const { shell, failures } = useText();
  const format = useFormat();
  const styles = useStyles();
  const queries = useQueryClient();
  const { error, failureReason } = useMe({ watched: true });
  const reason = failureReason ?? error;
  const silent = reason instanceof GraphFailure && silences.has(reason.kind);
  useEffect(() => {
    // Once it is back, nothing that is shown may be as old as the outage.
    if (silent) return () => void queries.invalidateQueries();
    return undefined;
  }, [silent, queries]);
  if (!silent) return null;
  const ended = reason.kind === 'signedOut';
  const answers = queries.getQueryCache().getAll();
  const answeredAt = Math.max(...answers.map(({ state }) => state.dataUpdatedAt));
  return (
    <MessageBar intent="error" layout="multiline" className={styles.root} role="alert">
      <MessageBarBody>
        <MessageBarTitle>
          {ended ? failures.signedOut.title : reason instanceof IssuerSilent ? shell.issuerSilent : shell.silent}
        </MessageBarTitle>
        {answeredAt > 0 ? shell.asOf(asOf(answeredAt, format)) : shell.neverAnswered}{' '}
        {ended ? failures.signedOut.advice : shell.askedAgain}
      </MessageBarBody>
      {ended && (
        <MessageBarActions>
          <SignInButton />
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** To the second; with its day, where that is not today: a page may stand open for a weekend. */
function asOf(milliseconds: number, format: Format): string {
  const then = new Date(milliseconds);
  const isToday = then.toDateString() === new Date().toDateString();
  return (isToday ? format.time : format.dateTime)(then.toISOString());
}
