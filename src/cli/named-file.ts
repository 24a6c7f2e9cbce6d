import { readFile } from 'node:fs/promises';
import { unicodeText } from '../core/unicode.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

/** The text of a file that was named. @throws CommandFailure */
export async function readText(file: string): Promise<string> {
  return unicodeText(await readBytes(file));
}

/** What a file that was named holds. @throws CommandFailure */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `cannot read ${file}: ${(error as Error).message}`);
  }
}

/** Writes a file that was named; what fails in `work` without being of the file system is told as what it is. @throws CommandFailure */
export async function writing<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { syscall, path, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    // Only of a disk that failed or is full, there is no path.
    const code = path === undefined ? exitCodes.failed : exitCodes.usage;
    throw new CommandFailure(code, `cannot write ${file}: ${message}`, undefined, { cause: error });
  }
}
