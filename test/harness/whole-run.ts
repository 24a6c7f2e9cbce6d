import { join } from 'node:path';
import { bundleInto } from '../../tools/bundle.ts';
import { installPackages } from '../../tools/packages.ts';
import { migratedTemplate, templateVariable } from './databases.ts';
import { startPostgres } from './postgres-server.ts';

/** Beside `dist/`, whose own test makes it anew: what is bundled finds the console beside its folder. */
const bundled = join(import.meta.dirname, '../../dist-test');

/**
 * What the test files of one `npm test` share, by the environment that they inherit: the bundled program, and a PostgreSQL server with
 * tables that are ready to be copied. A file that runs alone takes the sources, and starts its own server.
 */
export async function startShared(): Promise<AsyncDisposable> {
  installPackages('tools');
  const [server] = await Promise.all([startMigrated(), bundleInto(bundled)]);
  process.env.TEST_MAIN = join(bundled, 'main.js');
  return server;
}

async function startMigrated(): Promise<AsyncDisposable> {
  const server = await startPostgres({ max_connections: 200 });
  process.env.TEST_POSTGRES_PORT = String(server.port);
  for (const purpose of ['production', 'development'] as const) {
    process.env[templateVariable(purpose)] = await migratedTemplate(purpose);
  }
  return server;
}
