import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A clock for one process that is set as a machine's is: `environment` is for the process. */
export interface SteppedClock {
  readonly environment: Readonly<Record<string, string>>;
  /** Sets it to so many milliseconds ahead of the right time. */
  set(aheadMs: number): void;
}

/** @param name another one for another machine */
export function steppedClock(folder: string, aheadMs = 0, name = 'clock'): SteppedClock {
  const file = join(folder, name);
  const set = (milliseconds: number) => writeFileSync(file, String(milliseconds));
  set(aheadMs);
  const preload = pathToFileURL(join(import.meta.dirname, 'stepped-clock.mjs')).href;
  return { environment: { STEPPED_CLOCK: file, NODE_OPTIONS: `--import ${preload}` }, set };
}
