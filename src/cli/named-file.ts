import { readFile } from 'node:fs/promises';
import { unicodeText } from '../core/unicode.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

/** What a file that was named holds. @throws CommandFailure */
export async function readText(file: string): Promise<string> {
  try {
    return unicodeText(await readFile(file));
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `cannot read ${file}: ${(error as Error).message}`);
  }
}
