import { writeFileSync } from 'node:fs';
import { after, suite } from 'node:test';
import type { BrowserUse } from '../console/browser.ts';

/** A test file that runs in a process with others. */
export interface SharedFile {
  readonly name: string;
  readonly address: string;
  readonly isInBrowser: boolean;
  /** A file that is there once a process has taken it. */
  readonly taken: string;
}

/** Runs, one after the other, those of these files that no other process has taken. */
export async function runShared(files: readonly SharedFile[]): Promise<void> {
  // Until the last is done the process has something to wait for, whatever a test has let go of.
  const waiting = setInterval(() => {}, 2 ** 30);
  let browser: BrowserUse | undefined;
  after(() => browser?.[Symbol.asyncDispose]());
  for (const { name, address, isInBrowser, taken } of files) {
    if (!take(taken)) continue;
    if (isInBrowser) browser ??= await (await import('../console/browser.ts')).useBrowser();
    await suite(name, async () => void (await import(address)));
  }
  clearInterval(waiting);
}

function take(taken: string): boolean {
  try {
    writeFileSync(taken, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
