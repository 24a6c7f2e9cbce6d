import { type DatabaseOptions, isPostgresUrl } from '../store/database.ts';
import type { Settings } from './schema.ts';

/** How the store is told where its data is. */
export function databaseSettings(settings: Settings): Pick<DatabaseOptions, 'database' | 'postgres'> {
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
