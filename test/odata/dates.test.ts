import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalDateTime } from '../../src/edm/date-time.ts';

const digits = (most: number, width = 2) =>
  fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(width, '0'));

/** What the calendar of JavaScript makes of it, which rolls over what is no date. */
function byCalendar(date: string, time: string, zone: string): string | undefined {
  const isDate = new Date(`${date}T${time}Z`);
  if (Number.isNaN(isDate.getTime()) || !isDate.toISOString().startsWith(`${date}T${time}`)) return undefined;
  const text = new Date(`${date}T${time}${zone}`).toISOString();
  return text.length === 24 && !text.startsWith('0000') ? `${text.slice(0, 23)}0000Z` : undefined;
}

test('a text is a date and a time exactly where the calendar has it, in the years 0001 to 9999, in any zone', () => {
  const year = fc.oneof(
    digits(9999, 4),
    fc.constantFrom('0000', '0001', '0004', '0100', '0400', '1900', '2000', '2024', '9999'),
  );
  const day = fc.oneof(digits(33), fc.constantFrom('00', '28', '29', '30', '31'));
  const date = fc.tuple(year, digits(13), day).map((parts) => parts.join('-'));
  const time = fc.tuple(digits(25), digits(61), digits(61)).map((parts) => parts.join(':'));
  const zone = fc.constantFrom('Z', '+00:00', '-14:00', '+14:59', '+05:30', '-00:01');
  fc.assert(
    fc.property(date, time, zone, (on, at, where) => {
      assert.equal(canonicalDateTime(`${on}T${at}${where}`), byCalendar(on, at, where));
    }),
    { numRuns: 5000 },
  );
  for (const wrong of [
    '2026-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+15:00',
  ]) {
    assert.equal(canonicalDateTime(wrong), undefined, wrong);
  }
});
