import type { Database, DatabaseOptions } from './database.ts';

export async function openPostgres(_: DatabaseOptions): Promise<Database> {
  throw new Error('PostgreSQL is not supported yet');
}
