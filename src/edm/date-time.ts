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
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date rolls 31 February over to March: what does not read back as it was written is not a date.
  if (
    Number.isNaN(instant.getTime()) ||
    !instant.toISOString().startsWith(`${year}-${month}-${day}T${hour}:${minute}`)
  ) {
    return undefined;
  }
  if (zone !== 'Z' && zone !== 'z') {
    const offsetHour = Number(zone.slice(1, 3));
    const offsetMinute = Number(zone.slice(4, 6));
    if (offsetHour > 14 || offsetMinute > 59) return undefined;
    const offset = (offsetHour * 60 + offsetMinute) * 60_000;
    instant.setTime(instant.getTime() - (zone.startsWith('-') ? -offset : offset));
  }
  const text = instant.toISOString();
  // Years outside 0001 to 9999 are written with a sign by toISOString and have no place in Edm.DateTimeOffset's canonical text.
  if (text.length !== 24 || text.startsWith('0000')) return undefined;
  return `${text.slice(0, 19)}.${fraction.padEnd(7, '0').slice(0, 7)}Z`;
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
