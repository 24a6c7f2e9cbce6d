import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** `FILE.PID-HEX.assistd.partial`; SQLite keeps a journal of its own beside it. Earlier releases named no process. */
const partial = /^(?:(.*)\.(\d+)-[0-9a-f]{12}|.*)\.assistd\.partial(?:-journal)?$/;
/** After this time without a write nobody is writing any more, in milliseconds. */
const leftMs = 60 * 60_000;

/**
 * The name under which to write what becomes `file` when it is whole: nobody else writes there. What processes that were killed have left in the
 * folder is removed: of `file` at once, of other files after an hour.
 */
export function beside(file: string): string {
  removeLeft(dirname(file), basename(file));
  return `${file}.${process.pid}-${randomBytes(6).toString('hex')}.assistd.partial`;
}

function removeLeft(folder: string, own: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const [matched, file, pid] = partial.exec(name) ?? [];
      if (matched === undefined) continue;
      const left = join(folder, name);
      const changedMs = statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
      if (changedMs < Date.now() - leftMs || (file === own && isGone(Number(pid), changedMs)))
        rmSync(left, { force: true });
    }
  } catch {
    // A folder that is not there is told by whoever writes, and what others own by nobody: nothing depends on it.
  }
}

/** Whether the process that wrote last at `changedMs` is no more. In a container the next one often has the same number. */
function isGone(pid: number, changedMs: number): boolean {
  if (pid === process.pid) return changedMs < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
