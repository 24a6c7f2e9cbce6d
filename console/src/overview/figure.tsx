import { Card, makeStyles, mergeClasses, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useSpoken } from '../text/text.tsx';

const useStyles = makeStyles({
  // Of cards side by side, titles, numbers and notes stand on one line each.
  root: {
    position: 'relative',
    display: 'grid',
    gridRow: 'span 3',
    gridTemplateRows: 'subgrid',
    rowGap: tokens.spacingVerticalXXS,
    minWidth: 0,
  },
  leads: {
    ':hover': { backgroundColor: tokens.colorNeutralBackground3 },
    ':focus-within': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  title: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  value: {
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
  },
  link: {
    color: 'inherit',
    textDecorationLine: 'none',
    outlineStyle: 'none',
    // The whole card is what is clicked.
    '::after': { content: '""', position: 'absolute', inset: 0 },
  },
  danger: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  none: {},
  // A link in it is above that of the card.
  note: {
    color: tokens.colorNeutralForeground2,
    minHeight: tokens.lineHeightBase200,
    '& a': { position: 'relative', zIndex: 1 },
  },
});

/** One number, what it counts, and where its parts are listed. */
export function Figure({
  title,
  answer,
  note,
  href,
  urgency = 'none',
}: {
  readonly title: string;
  /** Why there is none is told once for all of them. */
  readonly answer: { readonly data: number | undefined; readonly error: Error | null };
  readonly note?: ReactNode;
  readonly href?: string;
  readonly urgency?: 'none' | 'warning' | 'danger';
}) {
  const {
    text: { general },
    format,
  } = useSpoken();
  const styles = useStyles();
  const { data, error } = answer;
  const value = data === undefined ? undefined : format.number(data);
  return (
    <Card role="group" aria-label={title} className={mergeClasses(styles.root, href && styles.leads)}>
      <Text className={styles.title}>{title}</Text>
      {error && data === undefined ? (
        <Text size={500}>{general.unknown}</Text>
      ) : (
        <span className={mergeClasses(styles.value, styles[urgency])}>
          {value === undefined ? (
            <Skeleton aria-label={title}>
              <SkeletonItem size={40} />
            </Skeleton>
          ) : href ? (
            <Link href={href} className={styles.link} aria-label={`${title}: ${value}`}>
              {value}
            </Link>
          ) : (
            value
          )}
        </span>
      )}
      <Text size={200} className={styles.note}>
        {note}
      </Text>
    </Card>
  );
}
