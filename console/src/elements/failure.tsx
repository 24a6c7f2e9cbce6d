import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS },
  body: { overflowWrap: 'anywhere' },
  facts: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

/** What went wrong, which permission is missing, what to do, what the service said, and the details to ask support with. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const text = useText();
  const styles = useStyles();
  const failure = error instanceof GraphFailure ? error : undefined;
  const kind = failure?.kind ?? 'broken';
  const { title, advice } = text.failures[kind];
  const { said = [], permissions = [], retryAfterSeconds, requestId } = failure?.facts ?? {};
  const facts = [
    permissions.length > 0 && text.failures.permissions(permissions.join(', ')),
    retryAfterSeconds !== undefined && text.failures.wait(retryAfterSeconds),
    said.length > 0 && text.failures.said(said.join(' ')),
    requestId && text.failures.requestId(requestId),
  ].filter((fact) => typeof fact === 'string');
  const again = kind === 'signedOut' ? () => location.reload() : retry;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.root} role="alert">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}</MessageBarTitle>
        {advice}
        {facts.map((fact) => (
          <span key={fact} className={styles.facts}>
            {fact}
          </span>
        ))}
      </MessageBarBody>
      {(again || failure) && (
        <MessageBarActions>
          {again && (
            <Button onClick={again}>{kind === 'signedOut' ? text.signIn.signIn : text.general.tryAgain}</Button>
          )}
          {failure && <CopyDetails details={failure.details} />}
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

function CopyDetails({ details }: { readonly details: string }) {
  const { failures, general } = useText();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      appearance="transparent"
      onClick={() => void navigator.clipboard.writeText(details).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? general.copied : failures.copyDetails}</span>
    </Button>
  );
}
