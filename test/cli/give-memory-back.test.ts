import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const file = new URL('../../src/cli/give-memory-back.ts', import.meta.url);

/** Ends when most of what it needed for a moment is not resident any more. */
const program = `
import { setTimeout as wait } from 'node:timers/promises';
import { giveMemoryBack } from ${JSON.stringify(file.href)};

const resident = () => process.memoryUsage.rss() / 2 ** 20;
let needed = Array.from({ length: 1_000_000 }, (_, number) => ({ number, text: String(number) }));
const most = resident();
needed = undefined;
using _ = giveMemoryBack(500);
while (resident() > most - 40) await wait(100);
console.log('given back');
`;

test('what a load needed of memory is given back when it is over, where V8 keeps it', async () => {
  // By itself V8 collects on the way into this test, or much later: it is told not to, so that nothing else ends the wait.
  const options = ['--no-memory-reducer', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  assert.equal(stdout, 'given back\n');
});
