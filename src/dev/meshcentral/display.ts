import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A screen that nobody sees, for an agent on a machine without one. Dispose of it. */
export interface Display extends AsyncDisposable {
  /** `:7` */
  readonly name: string;
}

/** Starts Xvfb; `undefined` where the machine has none. */
export async function startDisplay(): Promise<Display | undefined> {
  const program = onPath('Xvfb');
  if (program === undefined) return undefined;
  // It chooses a free number, and says it when it can be used. Without access control, because the agent is another user; no TCP.
  const flags = ['-displayfd', '3', '-screen', '0', '1024x768x24', '-ac', '-nolisten', 'tcp'];
  const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  let number = '';
  for await (const chunk of child.stdio[3] as NodeJS.ReadableStream) {
    number += chunk;
    if (number.includes('\n')) break;
  }
  if (!number.includes('\n')) return undefined;
  return {
    name: `:${number.trim()}`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Where a program is; `undefined` when it is not. */
function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
