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
  await carryOut(() => backupSqlite(folder, file));
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

async function carryOut(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BackupRefused) throw new CommandFailure(exitCodes.failed, error.message);
    throw databaseFailure(error);
  }
}
