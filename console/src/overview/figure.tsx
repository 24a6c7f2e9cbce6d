import { Card, makeStyles, mergeClasses, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { Link } from 'wouter';
import { Failure } from '../elements/failure.tsx';
import { useFormat } from '../text/text.tsx';

const useStyles = makeStyles({
  title: { color: tokens.colorNeutralForeground2 },
  value: {
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
  },
  link: { color: tokens.colorBrandForegroundLink },
  danger: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  none: {},
  note: { color: tokens.colorNeutralForeground2, minHeight: tokens.lineHeightBase200 },
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
  readonly answer: {
    readonly data: number | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly note?: string;
  readonly href?: string;
  readonly urgency?: 'none' | 'warning' | 'danger';
}) {
  const format = useFormat();
  const styles = useStyles();
  const { data, error, refetch } = answer;
  const value = data === undefined ? undefined : format.number(data);
  return (
    <Card role="group" aria-label={title}>
      <Text className={styles.title}>{title}</Text>
      {error && data === undefined ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <span className={styles.value}>
          {value === undefined ? (
            <Skeleton aria-label={title}>
              <SkeletonItem size={40} />
            </Skeleton>
          ) : href ? (
            <Link href={href} className={mergeClasses(styles.link, styles[urgency])} aria-label={`${title}: ${value}`}>
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
