import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

// `npm start`: the service answers at once, and where the console is not built, or no longer as its sources say, it is built beside it.
// This file is JavaScript for the reason that src/main.js is.
const build = fileURLToPath(new URL('build-console.ts', import.meta.url));
// A group of its own, so that it ends with all that it started: an npm that went on would be in the way of the next.
const building = spawn(process.execPath, [build, '--if-stale'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  detached: true,
});
process.once('exit', () => {
  if (building.pid !== undefined && building.exitCode === null) process.kill(-building.pid);
});
if (building.pid !== undefined) setPriority(building.pid, 10);

await import('../src/main.js');
