import { Card, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({ root: { gap: tokens.spacingVerticalM, minWidth: 0 } });

/** A titled part of a page. */
export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  const styles = useStyles();
  return (
    <Card role="group" aria-labelledby={id} className={styles.root}>
      <Subtitle2 as="h2" id={id}>
        {title}
      </Subtitle2>
      {children}
    </Card>
  );
}
