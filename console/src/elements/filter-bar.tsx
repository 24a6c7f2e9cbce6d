import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
    '> *': { maxWidth: '100%', minWidth: 0 },
  },
});

export function FilterBar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <search aria-label={label} className={useStyles().root}>
      {children}
    </search>
  );
}
