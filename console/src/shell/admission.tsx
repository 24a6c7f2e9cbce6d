import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { Failure } from '../elements/failure.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useText } from '../text/text.tsx';
import { useMe } from '../wire/me.ts';

const useStyles = makeStyles({ root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '48rem' } });

/** What a suspended organisation can end all the same. */
const endings = '/partners';

/** One page for whoever may do nothing here, in place of a page on which everything is refused. */
export function Admission({ children }: { readonly children: ReactNode }) {
  const { failures, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useMe();
  const [location] = useLocation();
  const kind = error instanceof GraphFailure ? error.kind : undefined;
  if (kind === 'notServed' && location === endings) return children;
  if (kind !== 'notServed' && (kind !== 'forbidden' || data)) return children;
  return (
    <div className={styles.root}>
      <PageHeader title={failures[kind].title} />
      <Failure error={error} />
      <div>
        <Button onClick={() => void refetch()}>{general.lookAgain}</Button>
      </div>
    </div>
  );
}
