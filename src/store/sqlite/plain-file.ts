import { statSync } from 'node:fs';

/** Something that is no file has the name of one: opening a pipe, say, waits for whoever writes into it. */
class NoPlainFile extends Error {
  readonly path: string;

  constructor(path: string, what: string) {
    super(`${path} is ${what} and no file`);
    this.name = 'NoPlainFile';
    this.path = path;
  }
}

/** The same path, where there is a file or nothing. @throws NoPlainFile */
export function plainFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || found.isFile()) return path;
  throw new NoPlainFile(path, found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'a device or a socket');
}
