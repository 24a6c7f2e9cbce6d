import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/** Builds the console beside where it is served from, and puts it there as a whole: nobody is given half of it. */
const made = '.made';
const served = join(import.meta.dirname, 'dist');
await build({
  configFile: join(import.meta.dirname, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: made, emptyOutDir: true },
});
rmSync(served, { recursive: true, force: true });
renameSync(join(import.meta.dirname, made), served);
