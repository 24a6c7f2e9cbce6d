import { closeSync, existsSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { beside } from '../../core/beside.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { flush, flushFolder } from '../../core/private-file.ts';
import { DatabaseTooNew } from '../migrations/migrations.ts';
import { holdDatabase } from './hold.ts';
import { checkSchema, databaseFile } from './migrate.ts';

/** A backup or a restore that was not done; nothing was changed. */
export class BackupRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupRefused';
  }
}

/**
 * Copies the database in the folder `database` to `file`, as it is at one instant; the service may run meanwhile, and is not held up.
 * @throws BackupRefused when there is no database, `file` exists, or its folder does not
 */
export async function backupSqlite(database: string, file: string): Promise<void> {
  const source = databaseFile(database);
  if (source === ':memory:') throw new BackupRefused('a database in memory is gone with its process: name its folder');
  if (!existsSync(source)) throw new BackupRefused(`${database} holds no database`);
  await copy(source, file);
}

/**
 * Puts the backup `file` in place as the database of the folder `database`.
 * @throws BackupRefused when the folder has a database already, or `file` is no sound backup of one
 * @throws FolderInUse when another process works on the folder
 * @throws DatabaseTooNew when it was made by a newer release that this one can't follow
 */
export async function restoreSqlite(file: string, database: string): Promise<void> {
  const target = databaseFile(database);
  if (target === ':memory:') throw new BackupRefused('name the folder that the database is restored to');
  if (!existsSync(file)) throw new BackupRefused(`${file} does not exist`);
  if (!statSync(file).isFile()) throw new BackupRefused(`${file} is no file`);
  makeFolder(database);
  refuseExisting(target);
  // Nobody may make a database there meanwhile.
  using _ = holdDatabase(database);
  for (const left of [`${target}-wal`, `${target}-shm`]) {
    // SQLite would play another database's log into this one.
    if (existsSync(left)) throw new BackupRefused(`${left} is left of another database; move it away first`);
  }
  await copy(file, target, markUsedUp);
}

/**
 * What the partner gave since the backup is not in it, and what it has may be used up: each grant is renewed before it is used, and until that has
 * gone well a refusal of its tokens proves nothing (decision 231).
 */
function markUsedUp(restored: DatabaseSync): void {
  const column = restored.prepare(`SELECT 1 FROM pragma_table_info('grants') WHERE name = 'renew_at'`);
  restored.exec(
    column.get()
      ? `UPDATE grants SET renew_at = 0, refresh_asked_at = coalesce(refresh_asked_at, 0)
    WHERE sealed_grant IS NOT NULL AND renew_at IS NOT NULL`
      : // Of a release whose grants had no marks: step 78 makes one of that.
        'UPDATE grants SET refresh_until = 0 WHERE sealed_refresh IS NOT NULL',
  );
}

/** Copies by way of a file that gets its name only when it is whole and checked, and that replaces nothing. */
async function copy(source: string, file: string, change?: (made: DatabaseSync) => void): Promise<void> {
  const target = resolve(file);
  refuseExisting(target);
  const folder = dirname(target);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new BackupRefused(`there is no folder ${folder}`);
  const partial = beside(target);
  try {
    closeSync(openSync(partial, 'wx', 0o600));
    using from = new DatabaseSync(source, { readOnly: true, timeout: 5000 });
    checkOurs(from, source);
    // All in one step, and so from one instant: between steps the service could write, and the copy would begin anew.
    await backup(from, partial, { rate: everyPage });
    using made = new DatabaseSync(partial);
    made.exec('PRAGMA journal_mode = DELETE');
    checkSound(made, source);
    change?.(made);
    made.close();
    flush(partial);
    linkSync(partial, target);
    flushFolder(folder);
  } finally {
    rmSync(partial, { force: true });
  }
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new BackupRefused(`${file} exists, and is not overwritten`);
}

const everyPage = 2 ** 31 - 1;

/** @throws DatabaseTooNew */
function checkOurs(database: DatabaseSync, file: string): void {
  let isOurs: boolean;
  try {
    isOurs = checkSchema(database);
  } catch (error) {
    throw error instanceof DatabaseTooNew ? error : new BackupRefused(`${file} is no SQLite database`);
  }
  if (!isOurs) throw new BackupRefused(`${file} is no database of assistd`);
}

function checkSound(database: DatabaseSync, source: string): void {
  const [found] = database.prepare('PRAGMA integrity_check(1)').all();
  if (found?.integrity_check !== 'ok') throw new BackupRefused(`${source} is damaged: ${found?.integrity_check}`);
}
