import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What `npm start` runs instead of the sources where it is made of them as they are: in a third of the time. This file is JavaScript for the
// reason that src/main.js is.

/**
 * Whether nothing at a path was changed since then: a file and a folder tell when they were changed, also by a file that is put there or taken
 * away, and nobody can set that back. Node's own recursive listing takes twice as long as all of this.
 */
function isUnchanged(path, since) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (found.ctimeMs >= since) return false;
  return !found.isDirectory() || readdirSync(path).every((name) => isUnchanged(`${path}/${name}`, since));
}

const named = /^dist-start-(\d+)$/;

/** The folders of what was made, latest first. Each has in its name, in milliseconds since 1970-01-01T00:00:00Z, what it is not older than. */
export function madeBundles() {
  const since = (name) => Number(named.exec(name)?.[1]);
  return readdirSync(root)
    .filter((name) => named.test(name))
    .sort((one, other) => since(other) - since(one));
}

/** The folder of what is made of the sources as they are, or undefined. */
export function freshBundle() {
  const [latest] = madeBundles();
  if (latest === undefined) return undefined;
  const madeOf = ['src', 'tools/bundle.ts', 'tools/apart.ts', 'package.json', 'node_modules/.package-lock.json'];
  const since = Number(named.exec(latest)?.[1]);
  return madeOf.every((path) => isUnchanged(join(root, path), since)) ? latest : undefined;
}
