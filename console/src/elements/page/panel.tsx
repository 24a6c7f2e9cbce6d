import { Card, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';
import { useHeldFocus } from '../screen/held-focus.ts';

const useStyles = makeStyles({
  root: { gap: tokens.spacingVerticalM, minWidth: 0 },
  title: { outlineStyle: 'none' },
});

/** A titled part of a page. */
export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  const styles = useStyles();
  const region = useHeldFocus();
  return (
    <Card ref={region} role="group" aria-labelledby={id} className={styles.root}>
      <Subtitle2 as="h2" id={id} tabIndex={-1} className={styles.title}>
        {title}
      </Subtitle2>
      {children}
    </Card>
  );
}
