import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useText } from '../text/text.tsx';
import { RequestFailure } from '../wire/failure.ts';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS },
  body: { overflowWrap: 'anywhere' },
  facts: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

/** What went wrong, what to do about it, what the service said, and the id to ask support with. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const text = useText();
  const styles = useStyles();
  const failure = error instanceof RequestFailure ? error : undefined;
  const kind = failure?.kind ?? 'broken';
  const { title, advice } = text.failures[kind];
  const said = [failure?.message, ...(failure?.details ?? [])].filter(Boolean).join(' ');
  const again = kind === 'signedOut' ? () => location.reload() : retry;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.root} role="alert">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}</MessageBarTitle>
        {advice}
        {said && <span className={styles.facts}>{text.failures.said(said)}</span>}
        {failure?.requestId && <span className={styles.facts}>{text.failures.requestId(failure.requestId)}</span>}
      </MessageBarBody>
      {again && (
        <MessageBarActions>
          <Button onClick={again}>{kind === 'signedOut' ? text.signIn.signIn : text.general.tryAgain}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
