#!/usr/bin/env -S node --min-semi-space-size=4 --max-semi-space-size=8
import * as nodeModule from 'node:module';
import v8 from 'node:v8';
import { afterFirstAnswer } from './after-first-answer.js';
import { demandNode } from './node-version.js';

try {
  demandNode();
} catch ({ message }) {
  console.error(message);
  process.exit(1);
}

// What was compiled for the last start is used for the next: up to a third of the time to the first answer. This file is JavaScript
// because TypeScript that is read before the cache is on loads the compiler that the cache saves: 15 MB, and a tenth of the start.
nodeModule.enableCompileCache();

// What a request leaves behind dies young where the nursery is large: a disconnect waits for the disk, and with 4 MiB was moved to the old
// part of the heap meanwhile. The old part in turn is collected when it has grown by 60 %, where V8 lets it grow fourfold and keeps what it
// has emptied. Together: up to a fifth less processor time for a disconnect, and 190 MiB after one load instead of 240 that grow
// (docs/decisions/0110-a-heap-that-stays-small.md). Not at the start: what was compiled under other flags is compiled anew, and so are all
// of Node's own modules. How far the heap may grow is reckoned at a collection, and V8 leaves the first of them until it has 45 MiB: so one is made
// then, of 25 ms.
const smallHeap = async () => {
  v8.setFlagsFromString('--heap-growing-percent=60');
  const { collectGarbage } = await import('./core/collect-garbage.ts');
  collectGarbage('regular');
};

// Not awaited at the top: the packed program is a script, which Node starts sooner than a module. The flags change once it has kept what was
// compiled under those of the start.
void import('./cli/program.ts').then(({ run }) => {
  afterFirstAnswer(smallHeap);
  return run(process.argv);
});
