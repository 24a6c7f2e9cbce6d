import { resolve } from 'node:path';
import { isPostgresUrl } from '../../store/database.ts';
import { BackupRefused, backupSqlite, restoreSqlite } from '../../store/sqlite/backup.ts';
import type { Context } from '../context.ts';
import { databaseFailure } from '../database-trouble.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { ownSettings } from '../settings-options.ts';

type Given = Readonly<Record<string, unknown>>;

/** @throws CommandFailure when nothing was backed up */
export async function runBackup(context: Context, given: Given, file: string): Promise<void> {
  const folder = folderOf(context, given);
  await carryOut(() => backupSqlite(folder, file).catch(ofBackup(file)));
  context.terminal.note(
    `${folder} is backed up to ${file}. Without the master keys it opens no grant: keep them too, apart.`,
  );
}

/** @throws CommandFailure when nothing was restored */
export async function runRestore(context: Context, given: Given, file: string): Promise<void> {
  const folder = folderOf(context, given);
  await carryOut(() => restoreSqlite(file, folder));
  context.terminal.note(`${file} is restored to ${folder}. Start the service with the master keys of that time.`);
}

function folderOf({ environment }: Context, given: Given): string {
  const { database } = ownSettings(['database'], given, environment);
  if (isPostgresUrl(database)) {
    throw new CommandFailure(
      exitCodes.usage,
      'the database is PostgreSQL, which has its own tools for this',
      'pg_dump and pg_restore, or an archive of its log: see docs/guide/backup.md.',
    );
  }
  return database;
}

/** What is wrong with the place of a backup is not the database's trouble: its disk may be another one. */
function ofBackup(file: string): (error: unknown) => never {
  return (error) => {
    const { path, errcode, message } = error as { path?: unknown; errcode?: unknown; message: string };
    const isFull = errcode === sqliteFull;
    if (!isFull && !String(path).startsWith(resolve(file))) throw error;
    throw new CommandFailure(exitCodes.failed, `cannot write ${file}: ${isFull ? 'its disk is full' : message}`);
  };
}

/** Nothing is written but the copy. */
const sqliteFull = 13;

async function carryOut(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    if (error instanceof BackupRefused) throw new CommandFailure(exitCodes.failed, error.message);
    throw databaseFailure(error);
  }
}
