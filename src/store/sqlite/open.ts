import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../core/make-folder.ts';
import type { Database, OpenOptions } from '../database.ts';
import { connect } from './connect.ts';
import { checkPurpose, databaseFile, migrateSqlite } from './migrate.ts';
import { rowCache } from './reader.ts';
import { SqliteDatabase } from './sqlite.ts';

/** @throws DatabaseTooNew, PurposeDiffers */
export function openSqlite(options: OpenOptions): Database {
  const { database, purpose } = options;
  const file = databaseFile(database);
  if (file !== ':memory:') {
    makeFolder(database);
    // SQLite gives its other files the mode of this one.
    closeSync(openSync(file, 'a', 0o600));
  }
  const writer = connect(file);
  try {
    // Before the pragmas, one of which is written into the file.
    checkPurpose(writer, purpose);
    writer.exec(pragmas);
    if (options.spills) spill(writer, database);
    migrateSqlite(writer, purpose);
    // From here on a lock that another process holds is waited for by the queue, which leaves the event loop running.
    writer.exec('PRAGMA busy_timeout = 0');
    return new SqliteDatabase(options, writer, file === ':memory:' ? undefined : file);
  } catch (error) {
    writer.close();
    throw error;
  }
}

// The log is flushed by us (`log-flush.ts`); SQLite does so before it reuses what is in it.
const pragmas = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
${rowCache};
`;

function spill(writer: DatabaseSync, folder: string): void {
  // SQLite asks for it when it opens such a file, which has no name from then on.
  process.env.SQLITE_TMPDIR = resolve(folder);
  writer.exec('PRAGMA temp_store = FILE');
}
