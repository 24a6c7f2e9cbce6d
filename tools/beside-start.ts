import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import './build-console.ts';
import { bundleInto } from './bundle.ts';
import { freshBundle, madeBundles } from './made-bundle.js';

/** What `npm start` does beside the service, for the next one: the console where it is stale, then the program where its sources have changed. */
const root = join(import.meta.dirname, '..');

/** In milliseconds: what a clock of the file system may be late. */
const late = 100;

if (freshBundle() === undefined) {
  const since = Date.now() - late;
  const making = join(root, `dist-start-making-${process.pid}`);
  try {
    await bundleInto(making);
    renameSync(making, join(root, `dist-start-${since}`));
  } catch (error) {
    console.error(`npm start goes on running the sources: ${(error as Error).message}`);
    rmSync(making, { recursive: true, force: true });
  }
  // Somebody may still run the one before.
  for (const older of madeBundles().slice(2)) rmSync(join(root, older), { recursive: true, force: true });
}
