import { Button, type GriffelStyle, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { type ReactNode, useId, useState } from 'react';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { flexShrink: 0, marginBottom: tokens.spacingVerticalS },
  fields: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    '> *': { maxWidth: '100%', minWidth: 0 },
  },
  fold: { display: 'none', '@media (max-width: 48rem)': { display: 'inline-flex' } },
  // Of several searches all stand in one line of a wide screen.
  several: { '--search-width': '9rem' } as GriffelStyle,
  folded: { '@media (max-width: 48rem)': { display: 'none' } },
  open: { marginTop: tokens.spacingVerticalS },
});

/** What a list is filtered by. Where there is little room it is folded away, but for the search. */
export function FilterBar({ search, children }: { readonly search?: ReactNode; readonly children: ReactNode }) {
  const { general } = useText();
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <search aria-label={general.filters} className={styles.root}>
      <div className={styles.fields}>
        {search}
        <Button
          className={styles.fold}
          icon={<FilterRegular />}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {general.filters}
        </Button>
        <div id={id} className={mergeClasses(styles.fields, styles.several, open ? styles.open : styles.folded)}>
          {children}
        </div>
      </div>
    </search>
  );
}
