import { DialogContent, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Below, Crowded } from '../screen/crowded.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    // What does not fit is scrolled to: without this, what hides its own overflow would shrink to nothing.
    gridAutoRows: 'max-content',
    gap: tokens.spacingVerticalM,
    overflowWrap: 'anywhere',
    // A field that has the keyboard stands clear of the buttons, also where what is above it comes late.
    scrollPaddingBlock: tokens.spacingVerticalXXL,
  },
});

/** What a dialog says between its title and its buttons, part below part. */
export function DialogParts({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    // Whatever the dialog was opened from, in it there is room.
    <Crowded value={false}>
      <Below value={null}>
        <DialogContent className={mergeClasses(styles.root, className)}>{children}</DialogContent>
      </Below>
    </Crowded>
  );
}
