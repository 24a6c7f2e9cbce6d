import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createTerminal, type Streams } from '../../src/cli/terminal/terminal.ts';

test('without a terminal progress is one line in ten seconds at most', async (context) => {
  context.mock.timers.enable({ apis: ['Date'] });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr } as unknown as Streams;
  await createTerminal(streams, false).waiting('working', async (say) => {
    for (let second = 0; second < 35; second++) {
      say(`${second} of 35\u001b[2J`);
      context.mock.timers.tick(1000);
    }
  });
  assert.equal(stderr.read(), '10 of 35\\u001b[2J\n20 of 35\\u001b[2J\n30 of 35\\u001b[2J\n');
});
