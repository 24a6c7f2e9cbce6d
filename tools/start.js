import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { freshBundle } from './made-bundle.js';

// `npm start`: the service answers at once. What the next start is better for is made beside it: the console and the bundled program, each
// where it is missing, or no longer as its sources say.
// This file is JavaScript for the reason that src/main.js is.
const build = fileURLToPath(new URL('beside-start.ts', import.meta.url));
// A group of its own, where there are groups, so that it ends with all that it started: an npm that went on would keep the next waiting.
const detached = process.platform !== 'win32';
const building = spawn(process.execPath, [build, '--if-stale'], { stdio: ['ignore', 'ignore', 'inherit'], detached });
let over = building.pid === undefined;
building.once('exit', () => {
  over = true;
});
const end = () => {
  if (over || building.pid === undefined) return;
  over = true;
  if (detached) process.kill(-building.pid);
  else building.kill();
};
// At the first signal already: a second one ends this process without a word.
for (const event of ['exit', 'SIGINT', 'SIGTERM']) process.once(event, end);
if (building.pid !== undefined) setPriority(building.pid, 10);

const bundle = freshBundle();
await import(bundle === undefined ? '../src/main.js' : `../${bundle}/main.js`);
