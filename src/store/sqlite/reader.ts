import { DatabaseSync } from 'node:sqlite';

/**
 * For lookups and writes of single rows, of which each reads a few pages. SQLite's own two megabytes are too few for the B-trees of a large
 * inventory; with 16 or 128 neither a write nor an import is sooner, and a service that has written much keeps them all.
 */
export const rowCache = 'PRAGMA cache_size = -8192';

/** For statements that read much, of which each reads other parts. */
const searchCache = 'PRAGMA cache_size = -65536';

/** A connection to a database's file that only reads. @param scans whether it reads much at a time */
export function openReader(file: string, { scans }: { readonly scans: boolean }): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000, readOnly: true });
  database.exec(scans ? searchCache : rowCache);
  return database;
}
