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
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS}`,
    // The label stands on the upper edge of its field: it is always there, and takes no line of its own from the list.
    // What is filtered by stands on paper in words.
    '@media print': { display: 'block', '> :not(:last-child), > :only-child': { display: 'none' } },
    '& .fui-Field': { position: 'relative', maxWidth: '100%', minWidth: 0 },
    '& .fui-Field__label': {
      position: 'absolute',
      zIndex: 1,
      top: '-8px',
      insetInlineStart: tokens.spacingHorizontalSNudge,
      maxWidth: `calc(100% - 2 * ${tokens.spacingHorizontalSNudge})`,
      boxSizing: 'border-box',
      padding: `0 ${tokens.spacingHorizontalXS}`,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      fontSize: tokens.fontSizeBase100,
      lineHeight: tokens.lineHeightBase200,
      backgroundImage: `linear-gradient(${tokens.colorNeutralBackground2} 50%, ${tokens.colorNeutralBackground1} 50%)`,
      '@media (forced-colors: active)': { backgroundImage: 'none', backgroundColor: 'Canvas' },
    },
  },
  count: {
    '@media print': { marginBottom: tokens.spacingVerticalS, '& button': { display: 'none' } },
    alignSelf: 'center',
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
  },
  fold: { display: 'none', '@media (max-width: 48rem)': { display: 'inline-flex' } },
  // Of several searches all stand in one line of a wide screen.
  several: { '--search-width': '9rem', display: 'contents' } as GriffelStyle,
  folded: { '@media (max-width: 48rem)': { display: 'none' } },
});

/** What a list is filtered by. Where there is little room it is folded away, but for the search. */
export function FilterBar({
  search,
  count,
  children,
}: {
  readonly search?: ReactNode;
  /** How many fit, and what else is said of all of them. */
  readonly count?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { general } = useText();
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <search aria-label={general.filters} className={styles.root}>
      <div className={styles.fields}>
        {search}
        {children && (
          <Button
            className={styles.fold}
            icon={<FilterRegular />}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {general.filters}
          </Button>
        )}
        <div id={id} className={mergeClasses(styles.several, !open && styles.folded)}>
          {children}
        </div>
        {count && <div className={styles.count}>{count}</div>}
      </div>
    </search>
  );
}
