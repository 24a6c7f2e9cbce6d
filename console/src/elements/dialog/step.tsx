import { Badge, Card, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

import { useText } from '../../text/text.tsx';
import { useHeldFocus } from '../screen/held-focus.ts';

const useStyles = makeStyles({
  // Side by side, all are as high as the highest.
  item: { display: 'grid', minWidth: 0 },
  root: { gap: tokens.spacingVerticalM, minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  title: { outlineStyle: 'none', flexGrow: 1 },
});

const colours = {
  done: 'success',
  ready: 'success',
  running: 'warning',
  open: 'informative',
  waiting: 'informative',
} as const;

/** One step of several, and whether it is done. */
export function Step({
  number,
  title,
  state,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly state: keyof typeof colours;
  readonly children: ReactNode;
}) {
  const { general } = useText();
  const id = useId();
  const styles = useStyles();
  const region = useHeldFocus();
  return (
    <li className={styles.item}>
      <Card ref={region} role="group" aria-labelledby={id} className={styles.root}>
        <div className={styles.head}>
          <Subtitle2 as="h2" id={id} tabIndex={-1} className={styles.title}>
            {number}. {title}
          </Subtitle2>
          <Badge appearance="tint" color={colours[state]}>
            {general.stepStates[state]}
          </Badge>
        </div>
        {children}
      </Card>
    </li>
  );
}
