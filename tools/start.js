import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { freshBundle } from './made-bundle.js';

// `npm start`: the service answers at once. What the next start is better for is made beside it: the console and the bundled program, each
// where it is missing, or no longer as its sources say.
// This file is JavaScript for the reason that src/main.js is.

/** In milliseconds: where there is nothing to bundle, this start has no time for the question whether the console is stale. */
const rest = 1000;

function build() {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const file = fileURLToPath(new URL('beside-start.ts', import.meta.url));
  // A group of its own, where there are groups, so that it ends with all that it started: an npm that went on would keep the next waiting.
  const detached = process.platform !== 'win32';
  const building = spawn(process.execPath, [file, '--if-stale'], { stdio: ['ignore', 'ignore', 'inherit'], detached });
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
  if (building.pid !== undefined) process.getBuiltinModule('node:os').setPriority(building.pid, 10);
}

const bundle = freshBundle();
if (bundle === undefined) {
  build();
  await import('../src/main.js');
} else {
  setTimeout(build, rest).unref();
  // A script, for which `import` would load what reads the names that a script exports.
  createRequire(import.meta.url)(`../${bundle}/main.js`);
}
