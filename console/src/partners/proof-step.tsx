import { makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { QuestionCircleFilled } from '@fluentui/react-icons/svg/question-circle';
import { useFormat, useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM },
  done: { color: tokens.colorPaletteGreenForeground1, fontSize: '20px' },
  unknown: { color: tokens.colorPaletteRedForeground1, fontSize: '20px' },
  facts: { color: tokens.colorNeutralForeground2, gridColumn: '2' },
});

/** What it means of a step that nothing is recorded of it. */
export type Unrecorded = 'waiting' | 'notNeeded' | 'noGrant' | 'unknown';

/** One step: done at a time, or what it means that it is not. */
export function ProofStep({
  title,
  detail,
  at,
  otherwise,
}: {
  readonly title: string;
  readonly detail?: string | null | undefined;
  readonly at: string | undefined;
  readonly otherwise: Unrecorded;
}) {
  const { partners: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  return (
    // What is read out of a step that is done is the whole of it: its time alone would say nothing.
    <li aria-atomic className={styles.root}>
      {at === undefined && otherwise === 'waiting' ? (
        <Spinner size="extra-tiny" aria-hidden />
      ) : at === undefined && otherwise === 'unknown' ? (
        <QuestionCircleFilled className={styles.unknown} aria-hidden />
      ) : (
        <CheckmarkCircleFilled className={styles.done} aria-hidden />
      )}
      <Text weight="semibold">{title}</Text>
      <Text size={200} className={styles.facts}>
        {at ? <time dateTime={at}>{format.time(at)}</time> : text.proof[otherwise]}
        {detail && ` · ${detail}`}
      </Text>
    </li>
  );
}
