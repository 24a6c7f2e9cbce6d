/**
 * Runs every test, or the files that are named: `npm test`, `npm test -- test/store/*.test.ts`. One file alone is quicker with
 * `node --test FILE`.
 */
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFiles, testProcess } from './harness/attempts.ts';
import { together } from './harness/together.ts';
import { startShared } from './harness/whole-run.ts';

const root = join(import.meta.dirname, '..');

const named = process.argv.slice(2);
const files =
  named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: root, exclude: ['**/node_modules/**'] }).sort();

// Of those that have a process of their own the longest begins first, so that neither core waits for it in the end.
const isLong = (file: string) => Number(file.startsWith('test/package/'));
files.sort((a, b) => isLong(b) - isLong(a));

// What one file compiled is there for all that follow.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

console.error('Bundling the program, and starting PostgreSQL ...');
await using _ = await startShared();
using packed = together(files, root);
// Of four there is always one that computes while others wait, for a process, a page or a clock.
const options = { files: [...packed.files], cwd: root, concurrency: 4, execArgv: testProcess };
const passed = await runFiles(options, process.env.TEST_AGAIN === '1', files);
process.exitCode = passed ? 0 : 1;
