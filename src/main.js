#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 node --max-semi-space-size=4
import * as nodeModule from 'node:module';
import { demandNode } from './node-version.js';

// The flag above keeps V8's nursery small. What a request leaves behind dies young, so it stays in the processor's cache, and the
// process does not grow by a hundred megabytes for nothing. Measured under load: 166 MB instead of 220 to 280, and no read slower.
// The variables are glibc's: without them each thread of Node keeps a heap of its own, and long answers that were sent stay in it. With
// them an idle service has 10 to 30 MB less, and one that has sent many pages 200 (docs/decisions/0088-what-memory-is-given-back.md).

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
