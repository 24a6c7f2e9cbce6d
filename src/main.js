#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=4194304 MALLOC_TRIM_THRESHOLD_=8388608 node --max-semi-space-size=16
import * as nodeModule from 'node:module';
import { demandNode } from './node-version.js';

// What a request leaves behind dies young where the nursery is large: a disconnect waits for the disk, and with 4 MiB was moved to the old
// part of the heap meanwhile, which cli/small-heap.ts keeps small. The variables are glibc's: without them each thread of Node keeps a heap
// of its own, and long answers that were sent stay in it (docs/decisions/0110-a-heap-that-stays-small.md).

try {
  demandNode();
} catch ({ message }) {
  console.error(message);
  process.exit(1);
}

// What was compiled for the last start is used for the next: up to a third of the time to the first answer. This file is JavaScript
// because TypeScript that is read before the cache is on loads the compiler that the cache saves: 15 MB, and a tenth of the start.
nodeModule.enableCompileCache();

const { run } = await import('./cli/program.ts');
await run(process.argv);
