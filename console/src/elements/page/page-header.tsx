import {
  Button,
  type GriffelStyle,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
  typographyStyles,
} from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { legible } from '../../text/legible.ts';
import { shortened } from '../../text/shortened.ts';
import { useText } from '../../text/text.tsx';
import { useAttention } from '../../wire/attention.ts';
import { Below, Crowded } from '../screen/crowded.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    // The labels of filters stand out above them.
    paddingTop: tokens.spacingVerticalSNudge,
    marginBottom: tokens.spacingVerticalM,
    flexShrink: 0,
  },
  // On one line where there is room: what people come for is below it.
  words: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    '@media (min-width: 40.01rem)': { flexWrap: 'nowrap' },
    columnGap: tokens.spacingHorizontalM,
    // The commands stay beside the title; it is the description that makes room.
    flex: '1 1 0',
    minWidth: 'min(14rem, 100%)',
    maxWidth: '100%',
  },
  // Beside filters, the title takes what it needs.
  wordsAlone: { flexGrow: 0, flexBasis: 'auto', minWidth: 0 },
  // A name can be as long as its giver likes.
  title: {
    ...typographyStyles.title3,
    outlineStyle: 'none',
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    textAlign: 'left',
    '@media print': { display: 'block' },
  },
  // Where there is no room for all of it beside the title, the rest of it is on demand.
  description: {
    color: tokens.colorNeutralForeground2,
    maxWidth: '48rem',
    // On a phone a list begins where it would stand.
    '@media (max-width: 40rem)': { '&:is(main:has([role=table]) *)': { display: 'none' } },
    '@media (min-width: 40.01rem)': {
      flex: '1 1 0',
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
  commands: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalS,
    // On a phone as many on a line as there is room for: their words say it without icons.
    '@media (max-width: 40rem)': {
      gap: tokens.spacingHorizontalXS,
      '& .fui-Button': { minWidth: 'auto', paddingInline: tokens.spacingHorizontalS },
      '& .fui-Button__icon': { display: 'none' },
    },
    '@media print': { display: 'none' },
  },
  // Many commands would be half of a small screen: they are asked for, as filters are.
  fold: {
    display: 'none',
    '@media (max-width: 48rem)': { display: 'inline-flex' },
    '@media print': { display: 'none' },
  },
  folded: { '@media (max-width: 48rem)': { display: 'none' } },
  unfolded: { '@media (max-width: 48rem)': { order: 1, flexBasis: '100%' } },
  // On the line of the title where there is room for some of them, else on one of their own.
  filters: {
    '--fields-basis': '0px',
    flex: '1 1 26rem',
    minWidth: 0,
    '@media (max-width: 48rem)': { flexBasis: 'auto' },
    '> search': { marginBottom: 0 },
  } as GriffelStyle,
});

/** The title of a page, which screen readers begin at, its commands, and of a list what it is filtered by. */
export function PageHeader({
  title: titled,
  description,
  filters,
  folds = false,
  children,
}: {
  readonly title: string;
  /** Beside filters there is no room for it: it is said on demand. */
  readonly description?: string;
  readonly filters?: ReactNode;
  /** Whether there are so many commands that they are folded away where there is little room. */
  readonly folds?: boolean;
  readonly children?: ReactNode;
}) {
  const { product, general } = useText();
  const title = legible(titled);
  const [open, setOpen] = useState(false);
  const id = useId();
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  const [below, setBelow] = useState<HTMLElement | null>(null);
  const wanting = useAttention().length;
  useEffect(() => {
    document.title = `${wanting > 0 ? `(${wanting}) ` : ''}${shortened(title, 100)} · ${product}`;
  }, [title, product, wanting]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <header className={styles.root}>
        <div className={mergeClasses(styles.words, filters !== undefined && styles.wordsAlone)}>
          <h1 ref={heading} tabIndex={-1} dir="auto" className={styles.title} title={filters ? description : title}>
            {title}
          </h1>
          {description && !filters && (
            <Text className={styles.description} title={description}>
              {description}
            </Text>
          )}
        </div>
        {children && (
          <Crowded value={true}>
            <Below value={below}>
              {folds && (
                <Button
                  className={styles.fold}
                  icon={<MoreHorizontalRegular />}
                  aria-label={general.commands}
                  title={general.commands}
                  aria-expanded={open}
                  aria-controls={id}
                  onClick={() => setOpen(!open)}
                />
              )}
              <div id={id} className={mergeClasses(styles.commands, folds && (open ? styles.unfolded : styles.folded))}>
                {children}
              </div>
            </Below>
          </Crowded>
        )}
        {filters && <div className={styles.filters}>{filters}</div>}
      </header>
      <div ref={setBelow} />
    </>
  );
}
