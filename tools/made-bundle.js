import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What `npm start` runs instead of the sources where it is made of them as they are: in a third of the time. This file is JavaScript for the
// reason that src/main.js is.

/** A file and a folder tell when they were changed, also by a file that is put there or taken away, and that nobody can set back. */
const changedAt = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.ctimeMs ?? 0;

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
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((file) => join('src', file));
  const others = ['src', 'tools/bundle.ts', 'tools/apart.ts', 'package.json', 'node_modules/.package-lock.json'];
  const since = Number(named.exec(latest)?.[1]);
  return [...others, ...sources].every((file) => changedAt(file) < since) ? latest : undefined;
}
