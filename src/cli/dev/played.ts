import { type Played, readPlayed } from '../../dev/sandbox/played.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** What a probe found of a real account, for the sandbox to play. @throws CommandFailure when the file is none of those */
export function played(file: string | undefined): Played {
  try {
    return file === undefined ? {} : readPlayed(file);
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `--probe-fixture: ${(error as Error).message}`);
  }
}
