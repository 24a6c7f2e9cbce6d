import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packedCheckout } from './packed-checkout.js';

// `npm start`: the service answers at once, and where the console is not built, or no longer as its sources say, it is built beside it, and
// then what the next start begins with. This file is JavaScript for the reason that src/main.js is.
const packed = packedCheckout();

// A group of its own, where there are groups, so that it ends with all that it started: an npm that went on would keep the next waiting.
const detached = process.platform !== 'win32';
/** @type {import('node:child_process').ChildProcess | undefined} */
let building;

/** @param {readonly string[]} steps files and their options, one after the other */
function build([step, ...others]) {
  building = undefined;
  if (step === undefined) return;
  const [file = '', ...options] = step.split(' ');
  const program = fileURLToPath(new URL(file, import.meta.url));
  building = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'ignore', 'inherit'], detached });
  if (building.pid !== undefined) setPriority(building.pid, 10);
  building.once('exit', (code) => (code === 0 ? build(others) : build([])));
}
build(['build-console.ts --if-stale', ...(packed === undefined ? ['pack-checkout.js'] : [])]);

const end = () => {
  const { pid } = building ?? {};
  if (pid === undefined) return;
  building = undefined;
  try {
    process.kill(detached ? -pid : pid);
  } catch {
    // It has ended by itself.
  }
};
// At the first signal already: a second one ends this process without a word.
for (const event of ['exit', 'SIGINT', 'SIGTERM']) process.once(event, end);

await import(packed === undefined ? '../src/main.js' : pathToFileURL(packed).href);
