import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migrations/migration.ts';
import {
  type AppliedMigration,
  migrations,
  migrationTable,
  pending,
  sqlScript,
  statementsOf,
} from '../migrations/migrations.ts';

/** Brings the schema up to date, in one transaction; another process that does the same waits for it, and then finds nothing to do. */
export function migrateSqlite(database: DatabaseSync, all: readonly Migration[] = migrations): void {
  // Most starts find nothing to do, and need no write lock to see that.
  if (isMigrated(database) && pending(applied(database), all).length === 0) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    if (!isMigrated(database)) database.exec(migrationTable('sqlite'));
    for (const migration of pending(applied(database), all)) {
      for (const statement of statementsOf(migration, 'sqlite')) database.exec(statement);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** The SQL that `migrateSqlite` would run. */
export function planSqlite(database: string): string {
  const file = databaseFile(database);
  if (file === ':memory:' || !existsSync(file)) return sqlScript('sqlite');
  using open = new DatabaseSync(file, { readOnly: true });
  const missing = pending(isMigrated(open) ? applied(open) : []);
  return missing.length === 0 ? '' : sqlScript('sqlite', missing);
}

/** The file of a database that settings name as `memory` or as a folder. */
export function databaseFile(database: string): string {
  return database === 'memory' ? ':memory:' : join(database, 'assistd.sqlite');
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

function isMigrated(database: DatabaseSync): boolean {
  const found = database
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'`)
    .get();
  return found !== undefined;
}

function applied(database: DatabaseSync): AppliedMigration[] {
  const rows = database.prepare('SELECT version, oldest_program FROM schema_migrations ORDER BY version').all();
  return rows as unknown as AppliedMigration[];
}
