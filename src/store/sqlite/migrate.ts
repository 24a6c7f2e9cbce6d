import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migrations/migration.ts';
import {
  type AppliedMigration,
  migrations,
  migrationTable,
  pending,
  purposeMark,
  sqlScript,
  statementsOf,
} from '../migrations/migrations.ts';
import { demandPurpose, type Purpose } from '../purpose.ts';
import { registerDeviceLine } from './device-line.ts';
import { plainFile } from './plain-file.ts';

/**
 * Brings the schema up to date, in one transaction; another process that does the same waits for it, and then finds nothing to do.
 * @throws PurposeDiffers, DatabaseTooNew: nothing was changed
 */
export function migrateSqlite(database: DatabaseSync, purpose: Purpose, all: readonly Migration[] = migrations): void {
  // Most starts find nothing to do, and need no write lock to see that.
  if (isMigrated(database) && pending(applied(database), all).length === 0) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    checkPurpose(database, purpose);
    registerDeviceLine(database);
    const fresh = !isMigrated(database);
    if (fresh) database.exec(migrationTable('sqlite'));
    for (const migration of pending(applied(database), all)) {
      for (const statement of statementsOf(migration, 'sqlite')) database.exec(statement);
    }
    if (fresh) for (const statement of purposeMark(purpose)) database.exec(statement);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** The SQL that `migrateSqlite` would run. @throws PurposeDiffers, DatabaseTooNew */
export function planSqlite(database: string, purpose: Purpose): string {
  using open = existing(databaseFile(database));
  if (!open) return sqlScript('sqlite');
  checkPurpose(open, purpose);
  const missing = pending(isMigrated(open) ? applied(open) : []);
  return missing.length === 0 ? '' : sqlScript('sqlite', missing);
}

/** Whether there is a database of ours that lacks steps; `false` where that cannot be told. */
export function isBehind(file: string): boolean {
  try {
    using open = existing(file);
    return open !== undefined && isMigrated(open) && pending(applied(open)).length > 0;
  } catch {
    return false;
  }
}

/** The file of a database that settings name as `memory` or as a folder. @throws NoPlainFile */
export function databaseFile(database: string): string {
  return database === 'memory' ? ':memory:' : plainFile(join(database, 'assistd.sqlite'));
}

/**
 * Whether it is a database of assistd's.
 * @throws DatabaseTooNew
 */
export function checkSchema(database: DatabaseSync): boolean {
  if (!isMigrated(database)) return false;
  pending(applied(database));
  return true;
}

/** Whether the database, where there is one, may be opened for `purpose`; changes nothing. @throws PurposeDiffers */
export function checkSqlite(database: string, purpose: Purpose): void {
  using open = existing(databaseFile(database));
  if (open) checkPurpose(open, purpose);
}

/** A database that is only looked at; `undefined` where there is none yet. */
function existing(file: string): DatabaseSync | undefined {
  return file === ':memory:' || !existsSync(file) ? undefined : new DatabaseSync(file, { readOnly: true });
}

/** Whether the database may be opened for `purpose`; changes nothing. @throws PurposeDiffers */
export function checkPurpose(database: DatabaseSync, purpose: Purpose): void {
  demandPurpose(purposeOf(database), purpose);
}

/** `undefined` of a database that has no table of ours. */
function purposeOf(database: DatabaseSync): Purpose | undefined {
  if (!isMigrated(database)) return undefined;
  if (!hasTable(database, 'database_purpose')) return 'production';
  return database.prepare('SELECT 1 FROM database_purpose').get() ? 'development' : 'production';
}

function isMigrated(database: DatabaseSync): boolean {
  return hasTable(database, 'schema_migrations');
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) !== undefined;
}

function applied(database: DatabaseSync): AppliedMigration[] {
  const rows = database.prepare('SELECT version, oldest_program FROM schema_migrations ORDER BY version').all();
  return rows as unknown as AppliedMigration[];
}
