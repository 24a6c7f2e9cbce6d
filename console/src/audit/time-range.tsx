import { Choice } from '../elements/form/choice.tsx';
import { DateField } from '../elements/form/date-field.tsx';
import { useText } from '../text/text.tsx';
import { dayOf } from '../wire/days.ts';
import { serviceNow } from '../wire/service-clock.ts';
import type { AuditFilter } from './audit-filter.ts';

/** From so many days ago until now. */
const ranges = { today: 0, sinceYesterday: -1, week: -6, month: -29 } as const;

type Days = Pick<AuditFilter, 'from' | 'to'>;

/** Of which time: one of those that are asked for most, or from one day to another. */
export function TimeRange({
  filter: { from, to },
  set,
}: {
  readonly filter: Days;
  readonly set: (days: Days) => void;
}) {
  const { audit: text, general } = useText();
  const now = new Date(serviceNow());
  const quick = Object.entries(ranges).find(([, days]) => from === dayOf(now, days) && to === '')?.[0];
  const byDays = quick === undefined && (from !== '' || to !== '');
  const choose = (name: string) => {
    if (name === 'days') set({ from: dayOf(now, ranges.week), to: dayOf(now) });
    else set({ from: Object.hasOwn(ranges, name) ? dayOf(now, ranges[name as keyof typeof ranges]) : '', to: '' });
  };
  return (
    <>
      <Choice
        label={text.range}
        all={general.all}
        value={byDays ? 'days' : (quick ?? '')}
        options={Object.entries(text.ranges)}
        choose={choose}
      />
      {byDays && (
        <>
          <DateField label={general.from} value={from} choose={(day) => set({ from: day, to })} />
          <DateField label={general.to} value={to} choose={(day) => set({ from, to: day })} />
        </>
      )}
    </>
  );
}
