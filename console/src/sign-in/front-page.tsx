import { Button, makeStyles, Spinner, Text, Title2, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../text/text.tsx';
import type { Start } from './start.ts';

const useStyles = makeStyles({
  root: {
    minHeight: '100%',
    display: 'grid',
    placeItems: 'center',
    padding: tokens.spacingHorizontalL,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  card: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: tokens.spacingVerticalL,
    maxWidth: '28rem',
    padding: tokens.spacingHorizontalXXXL,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
  },
});

/** A page in front of everything else. */
export function FrontCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { product } = useText();
  const styles = useStyles();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <main className={styles.root}>
      <div className={styles.card}>
        <Title2 as="h1">{title}</Title2>
        {children}
      </div>
    </main>
  );
}

/** What is shown while nobody is signed in: that it is under way, that it is over, or what keeps it from happening. */
export function FrontPage({ start }: { readonly start: Start | undefined }) {
  const text = useText().signIn;
  const styles = useStyles();
  if (start === undefined || start.kind === 'leaving' || start.kind === 'signedIn') {
    return (
      <main className={styles.root}>
        <Spinner label={text.underWay} />
      </main>
    );
  }
  const { title, body } = text[start.kind];
  return (
    <FrontCard title={title}>
      <Text>{body}</Text>
      {start.kind === 'failed' && <Text font="monospace">{start.reason}</Text>}
      <Button appearance="primary" onClick={() => location.assign('/console/')}>
        {start.kind === 'signedOut' ? text.signIn : text.tryAgain}
      </Button>
    </FrontCard>
  );
}
