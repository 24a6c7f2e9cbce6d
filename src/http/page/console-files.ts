import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the console as built, with the compressed forms that the build wrote beside it. */
export interface BuiltFile {
  /** Below the folder, with `/`. */
  readonly name: string;
  readonly contentType: string;
  /** Of what the file says, in whatever encoding it is sent: weak, therefore (RFC 9110, section 8.8.1). */
  readonly etag: string;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
};

/**
 * Gives the files below `folder` by name, or `undefined` while there are none. They are few and small, so they are kept in memory,
 * which also means that no path of a request ever reaches the file system. A new build is noticed.
 */
export function readBuiltFiles(folder: string): () => ReadonlyMap<string, BuiltFile> | undefined {
  const index = join(folder, 'index.html');
  let builtAt = 0;
  let files: ReadonlyMap<string, BuiltFile> | undefined;
  return () => {
    const changedAt = statSync(index, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined) return undefined;
    if (changedAt !== builtAt) files = read(folder);
    builtAt = changedAt;
    return files;
  };
}

function read(folder: string): ReadonlyMap<string, BuiltFile> {
  const names = globSync('**/*', { cwd: folder }).map((name) => name.replaceAll('\\', '/'));
  const served = names.filter((name) => extname(name) in contentTypes);
  return new Map(
    served.map((name) => {
      const path = join(folder, name);
      const compressed = (ending: string) => (existsSync(path + ending) ? readFileSync(path + ending) : undefined);
      const [br, gzip] = [compressed('.br'), compressed('.gz')];
      const contentType = contentTypes[extname(name)] ?? 'application/octet-stream';
      const plain = readFileSync(path);
      const etag = `W/"${createHash('sha256').update(plain).digest('base64url')}"`;
      return [name, { name, contentType, etag, plain, ...(br && { br }), ...(gzip && { gzip }) }] as const;
    }),
  );
}
