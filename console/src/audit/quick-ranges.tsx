import { makeStyles, ToggleButton, tokens } from '@fluentui/react-components';
import { useText } from '../text/text.tsx';
import { dayOf } from '../wire/days.ts';
import type { AuditFilter } from './audit-filter.ts';

const useStyles = makeStyles({ root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS } });

/** From so many days ago until now; the same again takes it back. */
const ranges = { today: 0, sinceYesterday: -1, week: -6, month: -29 } as const;

export function QuickRanges({
  filter: { from, to },
  set,
}: {
  readonly filter: Pick<AuditFilter, 'from' | 'to'>;
  readonly set: (changes: Pick<AuditFilter, 'from' | 'to'>) => void;
}) {
  const { audit: text } = useText();
  const styles = useStyles();
  const now = new Date();
  return (
    <fieldset className={styles.root} style={{ border: 0, margin: 0, padding: 0 }} aria-label={text.range}>
      {Object.entries(ranges).map(([name, days]) => {
        const day = dayOf(now, days);
        const chosen = from === day && to === '';
        return (
          <ToggleButton
            key={name}
            checked={chosen}
            onClick={() => set(chosen ? { from: '', to: '' } : { from: day, to: '' })}
          >
            {text.ranges[name as keyof typeof ranges]}
          </ToggleButton>
        );
      })}
    </fieldset>
  );
}
