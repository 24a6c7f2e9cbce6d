import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// The clients are not in the npm package that other tests take their server from, and one older than the server is refused by it.
const needed = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'createdb', 'vacuumdb'];

/** The folder with the newest PostgreSQL of this machine that has server and clients, from version 15 on. */
export function installedPostgres(): string | undefined {
  const folders = [...globSync('/usr/lib/postgresql/*/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders
    .filter((folder) => needed.every((program) => existsSync(join(folder, program))))
    .map((folder) => ({ folder, version: versionIn(folder) }))
    .filter(({ version }) => version >= 15)
    .sort((a, b) => b.version - a.version)[0]?.folder;
}

function versionIn(folder: string): number {
  const answer = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\d+/.exec(answer)?.[0] ?? 0);
}
