/** The order of day, month and year in dates as people write them. */
export const dateOrders = ['dmy', 'mdy', 'ymd'] as const;

export type DateOrder = (typeof dateOrders)[number];

const pattern =
  /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\.?)?)?$/i;

/** Whether it is a date whose parts could stand in several orders: `11/12/2026 2:03 PM`, as Excel and PowerShell write them. */
export function isLocalDate(text: string): boolean {
  return pattern.test(text) && !/^\d{4}-\d\d-\d\d/.test(text);
}

/** The same in ISO 8601, its time taken for UTC, which Intune's dates are; `undefined` for what is no date in that order. */
export function localDate(text: string, asked: DateOrder): string | undefined {
  // As Intune writes them, to the fraction of a second.
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text)) return undefined;
  // With the year in front the month follows, whatever the order of others in the file.
  const order = /^\d{4}/.test(text) ? 'ymd' : asked;
  const [, one = '', two = '', three = '', hour = '0', minute = '00', second = '00', half] = pattern.exec(text) ?? [];
  const parts = [one, two, three];
  const part = (letter: string) => parts[order.indexOf(letter)] ?? '';
  const year = part('y').length === 2 ? `20${part('y')}` : part('y');
  if (year.length !== 4) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const digits = (number: number | string) => String(number).padStart(2, '0');
  return `${year}-${digits(part('m'))}-${digits(part('d'))}T${digits(hours)}:${minute}:${second}Z`;
}
