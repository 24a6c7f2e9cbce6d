import type { Migration } from './migration.ts';

/** A row says `development`. A database without one is production's, as those are that were made before there was this table. */
export const databasePurpose: Migration = {
  version: 10,
  name: 'what the database was made for',
  oldestProgram: 1,
  statements: (dialect) => [
    `CREATE TABLE database_purpose (purpose TEXT NOT NULL PRIMARY KEY)${dialect === 'sqlite' ? ' STRICT' : ''}`,
  ],
};
