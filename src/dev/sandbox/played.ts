import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { unicodeText } from '../../core/unicode.ts';
import type { SandboxOptions } from './sandbox.ts';

/** What the sandbox does one way or another, because TeamViewer does not document it. */
export type Played = Pick<
  SandboxOptions,
  'accessTokenLifetimeMs' | 'rotatesRefreshTokens' | 'listIncludesCustomApi' | 'closingCuts' | 'pageSize'
>;

/** What `assistd doctor --probe` writes; only what the sandbox has a switch for is read. */
const fixture = z.object({
  product: z.literal('teamviewer'),
  sandbox: z.strictObject({
    accessTokenLifetimeMs: z.int().positive().optional(),
    rotatesRefreshTokens: z.boolean().optional(),
    listIncludesCustomApi: z.boolean().optional(),
    closingCuts: z.boolean().optional(),
    pageSize: z.int().positive().optional(),
  }),
});

/** Reads what a probe found of a real account. @throws RangeError naming the file, and what is wrong in it */
export function readPlayed(file: string): Played {
  let written: unknown;
  try {
    written = JSON.parse(unicodeText(readFileSync(file)));
  } catch (error) {
    throw new RangeError(`${file} must be what assistd doctor --probe wrote: ${(error as Error).message}`);
  }
  const { data, error } = fixture.safeParse(written);
  if (data) return Object.fromEntries(Object.entries(data.sandbox).filter(([, value]) => value !== undefined));
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ');
  throw new RangeError(`${file} must be what assistd doctor --probe wrote: ${problems}`);
}
