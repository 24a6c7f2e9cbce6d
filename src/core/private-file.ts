import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beside } from './beside.ts';
import { makeFolder } from './make-folder.ts';

/** The content, or `undefined` where there is no such file. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes a file that only its owner can read, and its folder where there is none. Readers, and whoever starts after a crash, find the
 * old content or the new one, never a part.
 *
 * @param options `keep`: a file that is there already stays as it is, for what the first of several processes decides; `mode`: for
 * what others read as well
 */
export function writeWhole(
  file: string,
  content: string,
  { keep = false, mode = 0o600 }: { readonly keep?: boolean; readonly mode?: number } = {},
): void {
  makeFolder(dirname(file));
  const aside = beside(file);
  try {
    const descriptor = openSync(aside, 'wx', mode);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (keep) linkSync(aside, file);
    else renameSync(aside, file);
    flushFolder(dirname(file));
  } catch (error) {
    if (!keep || codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * The same of lines that come one after the other, for what is too large to be held.
 *
 * @param before what has to be done before the file has its name
 */
export async function writeWholeOf(
  file: string,
  lines: AsyncIterable<string>,
  before: () => Promise<void>,
): Promise<void> {
  makeFolder(dirname(file));
  const aside = beside(file);
  try {
    const written = await open(aside, 'wx', 0o600);
    try {
      for await (const line of lines) await written.appendFile(`${line}\n`);
      await written.sync();
    } finally {
      await written.close();
    }
    await before();
    renameSync(aside, file);
    flushFolder(dirname(file));
  } finally {
    rmSync(aside, { force: true });
  }
}

/** After a power failure the file is in its folder only where the folder is on the disk as well; Windows has no such flush. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flush(folder);
}

/** Brings a file or a folder to the disk. */
export function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
