import { migratedTemplate, templateVariable } from './databases.ts';
import { startPostgres } from './postgres-server.ts';

/**
 * What the test files of one `npm test` share, by the environment that they inherit: a PostgreSQL server, with tables that are ready
 * to be copied. A file that runs alone starts its own.
 */
export async function startShared(): Promise<AsyncDisposable> {
  const server = await startPostgres({ max_connections: 200 });
  process.env.TEST_POSTGRES_PORT = String(server.port);
  for (const purpose of ['production', 'development'] as const) {
    process.env[templateVariable(purpose)] = await migratedTemplate(purpose);
  }
  return server;
}
