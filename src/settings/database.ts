import { type DatabaseOptions, isPostgresUrl } from '../store/database.ts';
import type { Settings } from './schema.ts';

/** What says where the data is, and how it is worked on. */
export const databaseNames = [
  'database',
  'databaseMigrationUrl',
  'databaseConnections',
  'databaseSearches',
  'databaseWaiting',
  'databaseWaitLimit',
  'databaseStartLimit',
  'databaseStatementLimit',
  'databaseNotify',
  'databasePreparedStatements',
  'databaseUnboundRole',
] as const satisfies readonly (keyof Settings)[];

/** How the store is told where its data is. */
export function databaseSettings(
  settings: Pick<Settings, (typeof databaseNames)[number]>,
): Pick<DatabaseOptions, 'database' | 'postgres'> {
  const { database, databaseMigrationUrl: migrationUrl } = settings;
  if (!isPostgresUrl(database)) return { database };
  return {
    database,
    postgres: {
      ...(migrationUrl !== undefined && { migrationUrl }),
      connections: settings.databaseConnections,
      searches: settings.databaseSearches,
      waiting: settings.databaseWaiting,
      waitMs: settings.databaseWaitLimit,
      startMs: settings.databaseStartLimit,
      statementMs: settings.databaseStatementLimit,
      notify: settings.databaseNotify,
      preparedStatements: settings.databasePreparedStatements,
      allowUnboundRole: settings.databaseUnboundRole,
    },
  };
}
