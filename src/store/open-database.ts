import type { Database, DatabaseOptions } from './database.ts';
import { isPostgresUrl } from './database.ts';
import { openSqlite } from './sqlite.ts';
import { planSqlite } from './sqlite-migrate.ts';

/**
 * Opens the database and brings its schema up to date; safe when many processes do so at once.
 * @throws DatabaseTooNew when a newer release has changed it so that this one can't work on it.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (!isPostgresUrl(options.database)) return openSqlite(options);
  checkUrls(options);
  // Loaded only where it is used: the driver takes some 45 ms to load, which `assistd dev` does not have.
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(options);
}

/** The SQL that opening the database would run first, empty when it is up to date; changes nothing. */
export async function migrationPlan(options: DatabaseOptions): Promise<string> {
  if (!isPostgresUrl(options.database)) return planSqlite(options.database);
  checkUrls(options);
  return (await import('./postgres-migrate.ts')).planPostgres(options);
}

/** The driver would quote a URL that it can't read, and with it the password. */
function checkUrls({ database, postgres }: DatabaseOptions): void {
  const urls = { database, migrationUrl: postgres?.migrationUrl ?? database };
  for (const [name, url] of Object.entries(urls)) {
    if (!isPostgresUrl(url) || !URL.canParse(url)) {
      throw new RangeError(`${name} must be a URL: postgres://role:password@host:port/database`);
    }
  }
}
