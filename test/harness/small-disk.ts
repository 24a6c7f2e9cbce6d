import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own with little room. Disposed of, it is unmounted. */
export interface SmallDisk extends Disposable {
  /** Leaves no room on it, until what this gives is disposed of. */
  fill(): Disposable;
}

/** Mounts one on a folder, where this process may; `undefined` where it may not. */
export function smallDisk(folder: string, bytes: number): SmallDisk | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return {
    fill() {
      const filler = join(folder, 'filler');
      const file = openSync(filler, 'w');
      try {
        for (const size of [2 ** 20, 4096]) {
          try {
            for (;;) writeSync(file, Buffer.alloc(size));
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
        }
      } finally {
        closeSync(file);
      }
      return { [Symbol.dispose]: () => rmSync(filler, { force: true }) };
    },
    [Symbol.dispose]: () => void execFileSync('umount', ['-l', folder]),
  };
}
