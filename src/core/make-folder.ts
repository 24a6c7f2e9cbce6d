import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, unless told otherwise its owner's alone, and those above it, where there are none. Node's own way (`mkdirSync` with `recursive`) tries for
 * ever below a folder that is there and says of what is asked of it that it is not, as /proc does.
 * @throws Error of the file system, with `code` and `path`
 */
export function makeFolder(folder: string, mode = 0o700): void {
  const path = resolve(folder);
  // A folder that is there may be on a file system that nothing can be made on, which says so first.
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have made it meanwhile; of a link that leads nowhere, this says so.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
