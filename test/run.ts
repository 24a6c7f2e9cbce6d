/**
 * Runs every test, or the files that are named: `npm test`, `npm test -- test/store/*.test.ts`. One file alone is quicker with
 * `node --test FILE`.
 */
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFiles } from './harness/attempts.ts';
import { together } from './harness/together.ts';
import { startShared } from './harness/whole-run.ts';

const root = join(import.meta.dirname, '..');

/** Those that take long begin first, so that neither core waits for the other's last one. */
const long = ['test/console/', 'test/package/', 'test/replicas/', 'test/clients/', 'test/operations/answers/'];
const rank = (file: string) => {
  const index = long.findIndex((folder) => file.startsWith(folder));
  return index < 0 ? long.length : index;
};

const named = process.argv.slice(2);
const files =
  named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: root, exclude: ['**/node_modules/**'] }).sort();
files.sort((a, b) => rank(a) - rank(b));

// What one file compiled is there for all that follow.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

await using _ = await startShared();
using packed = together(files, root, 4);
const passed = await runFiles({ files: [...packed.files], cwd: root, concurrency: 3 }, process.env.TEST_AGAIN === '1');
process.exitCode = passed ? 0 : 1;
