import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

// `npm start`: the service answers at once, and where the console is not built, or no longer as its sources say, it is built beside it.
// This file is JavaScript for the reason that src/main.js is.
const build = fileURLToPath(new URL('build-console.ts', import.meta.url));
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

await import('../src/main.js');
