import type { Database, DatabaseOptions, OpenOptions } from './database.ts';
import { isPostgresUrl } from './database.ts';
import { checkSqlite, planSqlite } from './sqlite/migrate.ts';
import { migrateApart } from './sqlite/migrate-apart.ts';
import { openSqlite } from './sqlite/open.ts';

/**
 * Opens the database and brings its schema up to date; safe when many processes do so at once.
 * @throws PurposeDiffers when it was made for something else, and DatabaseTooNew when a newer release has changed it so that this one can't work on it.
 * @throws PostgresUrlInvalid, without showing the URL, which may hold a password
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  if (!isPostgresUrl(options.database)) {
    await migrateApart(options);
    return openSqlite(options);
  }
  // Loaded only where it is used: the driver takes some 45 ms to load, which `assistd dev` does not have.
  const { openPostgres } = await import('./postgres/open.ts');
  return openPostgres(options);
}

/** The SQL that opening the database would run first, empty when it is up to date; changes nothing. @throws PurposeDiffers, DatabaseTooNew */
export async function migrationPlan(options: DatabaseOptions): Promise<string> {
  if (!isPostgresUrl(options.database)) return planSqlite(options.database, options.purpose);
  return (await import('./postgres/migrate.ts')).planPostgres(options);
}

/** Milliseconds that the clock of the database's server is ahead of this machine's; `undefined` of one without a server. */
export async function databaseClockAhead(options: DatabaseOptions): Promise<number | undefined> {
  if (!isPostgresUrl(options.database)) return undefined;
  return (await import('./postgres/migrate.ts')).clockAheadOf(options);
}

/** Whether the database, where there is one, was made for what it is asked for; changes nothing. @throws PurposeDiffers */
export async function checkDatabase(options: DatabaseOptions): Promise<void> {
  if (!isPostgresUrl(options.database)) return checkSqlite(options.database, options.purpose);
  await (await import('./postgres/migrate.ts')).checkPostgres(options);
}
