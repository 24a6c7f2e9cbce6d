import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What `npm start` starts with, the second time: src/ put together as it is for the package, while it is no older than src/. This file is
// JavaScript for the reason that src/main.js is.

// Older Node than ours, which src/main.js says, does not know `import.meta.dirname`.
const root = fileURLToPath(new URL('..', import.meta.url));

/** Two, in turn: whoever runs from the one may still need a file of it. */
const folders = ['.packed-1', '.packed-2'].map((name) => join(root, name));

const changedAt = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The file that a folder is run by has the time at which its making was begun. */
export const runBy = (/** @type {string} */ folder) => join(folder, 'main.js');

function inOrder() {
  return folders.map((folder) => ({ folder, madeAt: changedAt(runBy(folder)) })).sort((a, b) => a.madeAt - b.madeAt);
}

/** The one that is made anew next. */
export function oldestPacked() {
  return inOrder()[0].folder;
}

/** The file that runs the newest; `undefined` where something it is made of has changed since. That a file has gone changes its folder. */
export function packedCheckout() {
  const { folder, madeAt } = inOrder()[1];
  if (madeAt === 0) return undefined;
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
    join('src', file),
  );
  const isOlder = [...sources, 'src', 'tools/bundle.ts', 'package-lock.json'].some(
    (file) => changedAt(join(root, file)) >= madeAt,
  );
  return isOlder ? undefined : runBy(folder);
}
