/** The day of an instant where the reader is, or one so many days after it: `2026-11-21`. */
export function dayOf(instant: Date, plusDays = 0): string {
  const day = new Date(instant.getFullYear(), instant.getMonth(), instant.getDate() + plusDays);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((each) => String(each).padStart(2, '0'));
  return `${day.getFullYear()}-${month}-${date}`;
}

/** From the start of a day on, where the reader is. What is no day, an address typed by hand say, asks for nothing. */
export function fromDay(property: string, day: string): string | undefined {
  const start = startOf(day, 0);
  return start && `${property} ge ${start}`;
}

/** Before the start of a day, where the reader is. */
export function beforeDay(property: string, day: string): string | undefined {
  const start = startOf(day, 0);
  return start && `${property} lt ${start}`;
}

/** Up to the end of a day, where the reader is. */
export function untilDay(property: string, day: string): string | undefined {
  const end = startOf(day, 1);
  return end && `${property} lt ${end}`;
}

function startOf(day: string, plusDays: number): string | undefined {
  const [year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const instant = new Date(year, month - 1, date + plusDays);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
