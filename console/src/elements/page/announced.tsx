import { makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';

// It takes no room of its own: what it says stands where it would without it.
const useStyles = makeStyles({ root: { display: 'contents' } });

/**
 * What is read out once it is said. It is there before its words are: of a region that comes with its words most screen readers say
 * nothing (ARIA 1.2, section 6.6.4, leaves it to them).
 */
export function Announced({ children }: { readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <div role="status" className={styles.root}>
      {children}
    </div>
  );
}
