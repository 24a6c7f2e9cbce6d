import { DatabaseSync } from 'node:sqlite';

/**
 * SQLite's own two megabytes of cache are too few for the B-trees of a large inventory: every page that is not in it is read again.
 * Memory is taken only for what is read.
 */
export const largeCache = 'PRAGMA cache_size = -131072';

/** For lookups of single rows, of which each reads a few pages. */
const smallCache = 'PRAGMA cache_size = -16384';

/** A connection to a database's file that only reads. @param scans whether it reads much at a time */
export function openReader(file: string, { scans }: { readonly scans: boolean }): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000, readOnly: true });
  database.exec(scans ? largeCache : smallCache);
  return database;
}
