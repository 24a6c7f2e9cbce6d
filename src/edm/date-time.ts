import { type Instant, instantOf } from '../core/clock.ts';

/** The value of a date property that was never set, in canonical form. */
export const unsetDateTime = '0001-01-01T00:00:00.0000000Z';

const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?(Z|[+-]\d{2}:\d{2}))?$/i;

/**
 * The canonical form of an `Edm.DateTimeOffset` literal (OData ABNF, `dateTimeOffsetValue`), or `undefined` when it is none: UTC,
 * always seven fractional digits, so that texts compare as the instants do, on every database. A date alone is its midnight in
 * UTC, which Graph's clients send.
 */
export function canonicalDateTime(literal: string): string | undefined {
  const match = dateTimePattern.exec(literal);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  if (!isDate(Number(year), Number(month), Number(day)) || hour > '23' || minute > '59' || second > '59')
    return undefined;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utc = zone === 'Z' || zone === 'z' ? written : inUtc(written, zone);
  // Years outside 0001 to 9999 have no place in Edm.DateTimeOffset's canonical text.
  return utc === undefined || utc.startsWith('0000') ? undefined : `${utc}.${fraction.padEnd(7, '0').slice(0, 7)}Z`;
}

/** In the calendar that goes on before it began. `Date` rolls 31 February over to March, and takes ten times as long; an import of a page from Graph has six thousand of them. */
function isDate(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : (daysOf[month - 1] ?? 0));
}

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @param zone such as `+02:00` */
function inUtc(written: string, zone: string): string | undefined {
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 14 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  const text = new Date(Date.parse(`${written}Z`) - (zone.startsWith('-') ? -offset : offset)).toISOString();
  // With a sign where the year has not four digits.
  return text.length === 24 ? text.slice(0, 19) : undefined;
}

let last = { at: Number.NaN, text: '' };

/** The canonical form of an instant given in milliseconds since the epoch. A transaction asks several times for the same one. */
export function dateTimeOf(milliseconds: number): string {
  if (milliseconds !== last.at)
    last = { at: milliseconds, text: `${new Date(milliseconds).toISOString().slice(0, 23)}0000Z` };
  return last.text;
}

const zero = '0'.charCodeAt(0);
const point = '.'.charCodeAt(0);

/** How a canonical instant stands in JSON: without the zeros at the end of its fraction. */
export function wireDateTime(canonical: string): string {
  let end = canonical.length - 1;
  while (canonical.charCodeAt(end - 1) === zero) end--;
  if (canonical.charCodeAt(end - 1) === point) end--;
  return `${canonical.slice(0, end)}Z`;
}

/** Milliseconds since the epoch of a canonical instant. */
export function millisecondsOf(canonical: string): Instant {
  return instantOf(Date.parse(canonical.length > 24 ? `${canonical.slice(0, 23)}Z` : canonical));
}
