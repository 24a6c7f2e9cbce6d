import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { useText } from '../text/text.tsx';
import { useMe } from '../wire/me.ts';
import { openWhileSuspended } from './routes.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '48rem' },
  endings: { display: 'grid', gap: tokens.spacingVerticalS, margin: 0 },
});

/** One page for whoever may do nothing here, in place of a page on which everything is refused; a suspended organisation is led to what it can end. */
export function Admission({ children }: { readonly children: ReactNode }) {
  const { failures, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useMe();
  const [location] = useLocation();
  const suspended = data?.organisation.isServed === false;
  const kind = error instanceof GraphFailure ? error.kind : undefined;
  const refused = suspended ? 'notServed' : kind === 'notServed' || (kind === 'forbidden' && !data) ? kind : undefined;
  if (refused === undefined || (suspended && isOpen(location))) return children;
  return (
    <>
      <PageHeader title={failures[refused].title} />
      <div className={styles.root}>
        {suspended ? <Endings /> : <Failure error={error} />}
        <div>
          <Button onClick={() => void refetch()}>{general.lookAgain}</Button>
        </div>
      </div>
    </>
  );
}

function isOpen(location: string): boolean {
  return openWhileSuspended.some((name) => location === `/${name}` || location.startsWith(`/${name}/`));
}

function Endings() {
  const { failures, shell, pages } = useText();
  const styles = useStyles();
  return (
    <>
      <MessageBar intent="error" layout="multiline" role="alert">
        <MessageBarBody>{failures.notServed.advice}</MessageBarBody>
      </MessageBar>
      <p>{shell.stillOpen}</p>
      <ul className={styles.endings}>
        {openWhileSuspended.map((name) => (
          <li key={name}>
            <PageLink href={`/${name}`}>{pages[name]}</PageLink>: {shell.endings[name]}
          </li>
        ))}
      </ul>
    </>
  );
}
