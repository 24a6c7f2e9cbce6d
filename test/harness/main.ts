import { join } from 'node:path';

/**
 * The program, to be run in a process of its own. Every test of one `npm test` runs what is bundled once (`whole-run.ts`), as it is
 * shipped: it starts in a third of the time. A file that runs alone takes the sources.
 */
export const main = process.env.TEST_MAIN ?? join(import.meta.dirname, '../../src/main.js');
