import type { Chance } from '../../faults/random/chance.ts';

/** A value as a body has it, and what answers have to show of it. */
export interface Given {
  readonly json: unknown;
  readonly shown: unknown;
}

const two = (value: number) => String(value).padStart(2, '0');

/** A date as it may be written, at its edges now and then, and the one text that answers have for it. */
export function date(chance: Chance): Given {
  const edge = chance.oneOf([1, 1, 99, 1582, 1900, 1970, 2000, 2024, 2026, 9999]);
  const year = chance.happens(0.5) ? edge : chance.below(9998) + 1;
  const month = chance.below(12) + 1;
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  const day = chance.happens(0.3) ? last : chance.below(last) + 1;
  const written = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (chance.happens(0.1)) return { json: written, shown: `${written}T00:00:00Z` };
  const [hour, minute] = [chance.oneOf([0, 23, chance.below(24)]), chance.oneOf([0, 59, chance.below(60)])];
  const second = chance.happens(0.1) ? undefined : chance.oneOf([0, 59, chance.below(60)]);
  const digits =
    second === undefined ? '' : chance.oneOf(['', '0', '5', '000', '123', '9999999', '0000001', '1234500']);
  const time = `${two(hour)}:${two(minute)}${second === undefined ? '' : `:${two(second)}`}${digits && `.${digits}`}`;
  // An offset never leads out of the years that there are.
  const shift =
    year > 1 && year < 9999 && chance.happens(0.4)
      ? chance.oneOf([1, -1]) * chance.oneOf([0, 1, 60, 330, 839, 840])
      : undefined;
  const zone =
    shift === undefined
      ? chance.oneOf(['Z', 'z'])
      : `${shift < 0 ? '-' : '+'}${two(Math.floor(Math.abs(shift) / 60))}:${two(Math.abs(shift) % 60)}`;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute - (shift ?? 0), second ?? 0);
  const fraction = digits.replace(/0+$/, '');
  const utc = `${String(at.getUTCFullYear()).padStart(4, '0')}${at.toISOString().slice(-20, -5)}`;
  return {
    json: `${written}${chance.oneOf(['T', 'T', 't'])}${time}${zone}`,
    shown: `${utc}${fraction && `.${fraction}`}Z`,
  };
}
