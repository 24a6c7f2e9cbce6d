import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { tethered } from './tethered.ts';

/** A screen that nobody sees, for an agent on a machine without one. Dispose of it. */
export interface Display extends AsyncDisposable {
  /** `:7` */
  readonly name: string;
}

/** Starts Xvfb; `undefined` where the machine has none. */
export async function startDisplay(): Promise<Display | undefined> {
  const program = onPath('Xvfb');
  if (program === undefined) return undefined;
  // It chooses a free number, and says it when it can be used. Without access control, because the agent is another user; a pattern
  // instead of black, so that a picture of it is seen to be one; no TCP.
  const flags = ['-displayfd', '4', '-screen', '0', '1024x768x24', '-ac', '-retro', '-nolisten', 'tcp'];
  await using owned = new AsyncDisposableStack();
  const child = owned.use(await tethered(program, flags, {}));
  for (const each of [child.stdout, child.stderr]) each.resume();
  let number = '';
  for await (const chunk of child.extra) {
    number += chunk;
    if (number.includes('\n')) break;
  }
  if (!number.includes('\n')) return undefined;
  const stack = owned.move();
  return { name: `:${number.trim()}`, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/**
 * Makes the program with which MeshCentral's agent looks for whoever sits at the screen: it is this user, at this one. A machine without
 * logind has none that answers, and then nobody is asked and nobody is let in.
 * @returns the folder that it is in, for the agent's `PATH`
 */
export function whoIsAt(display: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const { uid, username } = userInfo();
  const text = `#!/bin/sh
case $1 in
list-sessions) printf 'SESSION UID USER SEAT TTY\\n1 ${uid} ${username} seat0\\n\\n1 sessions listed.\\n' ;;
show-session) printf 'State=active\\nDisplay=${display}\\n' ;;
session-status) printf '  ├─${process.pid} assistd\\n' ;;
esac
`;
  writeFileSync(join(folder, 'loginctl'), text, { mode: 0o755 });
  return folder;
}

/** Whether the agent can ask whoever sits at the screen. */
export function canAsk(): boolean {
  return ['zenity', 'kdialog', 'xmessage'].some((program) => onPath(program) !== undefined);
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
