import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DatabaseOptions } from '../database.ts';
import { databaseFile, isBehind } from './migrate.ts';

/** What the thread needs to know. */
export interface MigrateApart {
  readonly file: string;
  readonly purpose: DatabaseOptions['purpose'];
}

/**
 * Brings a database that is there up to date on a thread of its own: the steps of a large one take a while, and so may the wait for another
 * process, and meanwhile the process has to answer that it lives. What goes wrong is met again, and told, where it is opened.
 */
export async function migrateApart({
  database,
  purpose,
}: Pick<DatabaseOptions, 'database' | 'purpose'>): Promise<void> {
  const file = databaseFile(database);
  if (!isBehind(file)) return;
  const workerData: MigrateApart = { file, purpose };
  // The package has the same files in JavaScript.
  const worker = new Worker(new URL(`./migrate-worker${extname(import.meta.url)}`, import.meta.url), { workerData });
  await new Promise<void>((resolve) => {
    worker.once('error', () => {});
    worker.once('exit', () => resolve());
  });
}
