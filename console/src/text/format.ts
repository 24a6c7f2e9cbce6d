import { serviceNow } from '../wire/service-clock.ts';

/** Dates, numbers and plurals in one language, as `Intl` has them. Dates come as ISO 8601 text, as they stand on the wire. */
export interface Format {
  number(value: number): string;
  /** To the minute, with the zone: "26 Nov 2026, 01:57 UTC". */
  dateTime(iso: string): string;
  /** To the second, for what happens while one looks. */
  time(iso: string): string;
  /** "3 minutes ago", "in 2 hours". */
  relative(iso: string): string;
  /** "1 hr, 5 min"; "400 days". */
  duration(seconds: number): string;
  /** "3, 5 and 8". */
  list(items: readonly string[]): string;
  /** The form that `count` takes; `other` is the form that every language has. */
  plural(count: number, forms: PluralForms): string;
}

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export function formatFor(language: string): Format {
  const number = new Intl.NumberFormat(language);
  // With its zone: what is read here is held against logs and mails from elsewhere.
  const dateTime = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const plural = new Intl.PluralRules(language);
  const minutes = new Intl.DurationFormat(language, { style: 'short' });
  const days = new Intl.DurationFormat(language, { style: 'long' });
  // Less than a second is "0 sec", not nothing.
  const seconds = new Intl.DurationFormat(language, { style: 'short', secondsDisplay: 'always' });

  const list = new Intl.ListFormat(language);

  return {
    list: (items) => list.format(items),
    number: (value) => number.format(value),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    relative(iso) {
      const difference = (Date.parse(iso) - serviceNow()) / 1000;
      const [name, size] =
        steps.find(([, length], place) => {
          // What rounds to 60 seconds is a minute.
          const [, part = 1] = steps[place + 1] ?? [];
          return Math.round(Math.abs(difference) / part) * part >= length;
        }) ?? (['second', 1] as const);
      return relative.format(Math.round(difference / size), name);
    },
    duration(total) {
      if (total < 60) return seconds.format({ seconds: Math.trunc(total) });
      const [hours, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
      if (hours < 48) return minutes.format({ hours, minutes: rest });
      return days.format({ days: Math.floor(hours / 24), hours: hours % 24 });
    },
    plural: (count, forms) => forms[plural.select(count)] ?? forms.other,
  };
}
