import { makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { useFormat, useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM },
  done: { color: tokens.colorPaletteGreenForeground1, fontSize: '20px' },
  facts: { color: tokens.colorNeutralForeground2, gridColumn: '2' },
});

/** One step: done at a time, not needed because a later one is done, or still waited for. */
export function ProofStep({
  title,
  detail,
  at,
  over,
}: {
  readonly title: string;
  readonly detail?: string | null | undefined;
  readonly at: string | undefined;
  readonly over: boolean;
}) {
  const { partners: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  const done = at !== undefined || over;
  return (
    <li className={styles.root}>
      {done ? <CheckmarkCircleFilled className={styles.done} aria-hidden /> : <Spinner size="extra-tiny" aria-hidden />}
      <Text weight="semibold">{title}</Text>
      <Text size={200} className={styles.facts}>
        {at ? <time dateTime={at}>{format.time(at)}</time> : over ? text.proof.notNeeded : text.proof.waiting}
        {detail && ` · ${detail}`}
      </Text>
    </li>
  );
}
