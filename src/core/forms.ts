import { z } from 'zod';
import { parsedJson } from './json.ts';
import { Secret } from './secret.ts';

/* The forms that values of settings have wherever they stand, however they arrive. */

const units = 'write a number and a unit: 500ms, 30s, 15m, 1h or 7d';

export const duration = z
  .string(units)
  .regex(/^\d+(ms|s|m|h|d)$/, units)
  .transform((text) => Number.parseInt(text, 10) * unitMs[text.replace(/^\d+/, '') as keyof typeof unitMs])
  // Beyond it a date that is this far away is none any more.
  .refine((milliseconds) => milliseconds <= 36_500 * unitMs.d, 'write 36500d or less');

export const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A number, or its digits, as the environment and flags have it. */
export const wholeNumber = (least: number, most: number, wrong: string) =>
  z.coerce.number(wrong).int(wrong).min(least, wrong).max(most, wrong);

export const count = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'write a whole number, 1 or more');

export const origin = z
  .string()
  .refine(isOrigin, 'write scheme, host and port alone, such as https://assist.example.org')
  .transform((text) => new URL(text).origin);

export const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

export const list = <T extends z.ZodType>(item: T) => z.preprocess(fromText, z.array(item));

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
  );
}

/** A list stands in the environment and in flags as JSON, or as words with commas between them. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text.startsWith('[')) return parsedJson(text) ?? value;
  return text === '' ? [] : text.split(',').map((word) => word.trim());
}
