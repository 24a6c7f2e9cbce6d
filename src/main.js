#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// What was compiled for the last start is used for the next: a third of the time to the first answer. This file is JavaScript
// because TypeScript that is read before the cache is on loads the compiler that the cache saves: 15 MB, and a tenth of the start.
enableCompileCache();

const { run } = await import('./cli/program.ts');
await run(process.argv);
