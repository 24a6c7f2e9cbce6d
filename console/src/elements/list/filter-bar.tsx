import { Button, type GriffelStyle, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useFormat, useText } from '../../text/text.tsx';
import { beyond, useBeyond } from '../screen/beyond.ts';

/** That of a field, in pixels. */
const lineHeight = 32;

const useStyles = makeStyles({
  root: { flexShrink: 0, marginBottom: tokens.spacingVerticalS },
  fields: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS}`,
    // The label stands on the upper edge of its field: it is always there, and takes no line of its own from the list.
    // What is filtered by stands on paper in words.
    '@media print': { display: 'block', '> :not(:last-child), > :only-child': { display: 'none' } },
    '& .fui-Field': { position: 'relative', maxWidth: '100%', minWidth: 0 },
    // The search makes room for what is beside it, on a telephone for hardly anything.
    '> .fui-Field': {
      flex: '1 1 7rem',
      width: '7rem',
      maxWidth: '13rem',
      '@media (max-width: 48rem)': { maxWidth: 'none' },
    },
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
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    minHeight: `${lineHeight}px`,
    columnGap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
  },
  // As wide with a count in it: no field may go because another was filled in.
  fold: { minWidth: '7.5rem', display: 'none', '@media (max-width: 48rem)': { display: 'inline-flex' } },
  folds: { display: 'inline-flex' },
  several: {
    // Of several searches all stand in one line of a wide screen.
    '--search-width': '8.5rem',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS}`,
    flex: '1 1 var(--fields-basis, auto)',
    minWidth: 0,
    '@media (max-width: 48rem)': { flexBasis: '100%' },
    '@media print': { display: 'none' },
  } as GriffelStyle,
  // What there is no room for on the line takes none, and is out of the way of the keyboard as well.
  folded: {
    height: `${lineHeight}px`,
    [`& > [${beyond}]`]: { visibility: 'hidden' },
    '@media (max-width: 48rem)': { display: 'none' },
  },
});

/** What a list is filtered by, on one line: what there is no room for, and where there is little all but the search, is folded away. */
export function FilterBar({
  search,
  count,
  active = 0,
  children,
}: {
  readonly search?: ReactNode;
  /** How many fit, and what else is said of all of them. */
  readonly count?: ReactNode;
  /** How many of the filters that may be folded away are set. */
  readonly active?: number;
  readonly children?: ReactNode;
}) {
  const { general } = useText();
  const format = useFormat();
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const line = useRef<HTMLDivElement>(null);
  const folds = useBeyond(line);
  const id = useId();
  return (
    <search aria-label={general.filters} className={styles.root}>
      <div className={styles.fields}>
        {search}
        {children && (
          <Button
            className={mergeClasses(styles.fold, folds && styles.folds)}
            icon={<FilterRegular />}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {active > 0 ? general.filtersSet(format.number(active)) : general.filters}
          </Button>
        )}
        {children && (
          <div ref={line} id={id} className={mergeClasses(styles.several, !open && styles.folded)}>
            {children}
          </div>
        )}
        {count && <div className={styles.count}>{count}</div>}
      </div>
    </search>
  );
}
