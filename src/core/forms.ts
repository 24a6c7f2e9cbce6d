import { z } from 'zod';
import { parsedJson } from './json.ts';
import { Secret } from './secret.ts';

/* The forms that values of settings have wherever they stand, however they arrive. */

export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit: 500ms, 30s, 15m, 1h or 7d')
  .transform((text) => Number.parseInt(text, 10) * unitMs[text.replace(/^\d+/, '') as keyof typeof unitMs]);

export const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const count = z.coerce.number('write a number').int().min(1);

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
