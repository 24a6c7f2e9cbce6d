import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

// `npm start`: the service answers at once, and where the console is not built, or no longer as its sources say, it is built beside it.
// This file is JavaScript for the reason that src/main.js is.
const build = fileURLToPath(new URL('build-console.ts', import.meta.url));
const building = spawn(process.execPath, [build, '--if-stale'], { stdio: ['ignore', 'ignore', 'inherit'] });
process.once('exit', () => building.kill());
if (building.pid !== undefined) setPriority(building.pid, 10);

await import('../src/main.js');
