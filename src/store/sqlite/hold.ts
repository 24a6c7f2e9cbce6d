import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../core/make-folder.ts';
import { isPostgresUrl } from '../database.ts';
import { plainFile } from './plain-file.ts';

/** Another process works on the folder. */
class FolderInUse extends Error {
  constructor(folder: string) {
    super(`another assistd works on the folder ${folder}: stop it first, or name another folder`);
    this.name = 'FolderInUse';
  }
}

/** @throws NoPlainFile */
export function lockFile(folder: string): string {
  return plainFile(join(folder, 'assistd.lock'));
}

/**
 * Keeps the folder of a database for this process, where it is one: two services on one folder would each retire what the other has
 * opened. The lock is SQLite's own on a file beside the database, which the system lets go of when the process ends, however it ends.
 * Whoever only reads, a backup, say, needs none.
 * @throws FolderInUse, NoPlainFile
 */
export function holdDatabase(database: string): Disposable {
  if (database === 'memory' || isPostgresUrl(database)) return { [Symbol.dispose]() {} };
  makeFolder(database);
  const file = lockFile(database);
  // Only where there is none: closing a file gives up every lock that the process has on it (POSIX, fcntl).
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new FolderInUse(database) : error;
  }
  return { [Symbol.dispose]: () => lock.close() };
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
