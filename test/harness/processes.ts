import { existsSync, readFileSync } from 'node:fs';

/** The processes that another has started, where the system tells (Linux, proc(5)). */
export function childrenOf(pid: string): string[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : [];
}

/** Whether a process is there (Linux, proc(5)). One that has ended, and whose parent has not looked yet, is not. */
export function isRunning(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
