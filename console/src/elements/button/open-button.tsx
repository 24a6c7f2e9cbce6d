import { Link, makeStyles, useRestoreFocusTarget } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'block',
    maxWidth: '100%',
    textAlign: 'start',
    // Where it has the colour of what is beside it.
    '@media (forced-colors: active)': { textDecorationLine: 'underline' },
  },
});

/** Opens what stands beside the list; where that closes, the keyboard is back here. */
export function OpenButton({ open, children }: { readonly open: () => void; readonly children: ReactNode }) {
  const styles = useStyles();
  const restored = useRestoreFocusTarget();
  return (
    <Link as="button" className={styles.root} onClick={open} {...restored}>
      {children}
    </Link>
  );
}
