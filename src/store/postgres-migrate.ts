import type { DatabaseOptions } from './database.ts';

export async function planPostgres(_: DatabaseOptions): Promise<string> {
  throw new Error('PostgreSQL is not supported yet');
}
