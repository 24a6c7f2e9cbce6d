import { DatabaseSync } from 'node:sqlite';

/** Opens a file to write to it; another process that writes is waited for for some seconds, and holds up the thread. */
export function connect(file: string): DatabaseSync {
  return new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000 });
}
