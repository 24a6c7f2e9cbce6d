import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { backupSqlite, restoreSqlite } from '../../../src/store/sqlite/backup.ts';
import { type CommitProxy, startCommitProxy } from '../../harness/commit-proxy.ts';
import { type DatabaseKind, postgres } from '../../harness/databases.ts';
import { bouncer, startBouncer } from '../../harness/pgbouncer.ts';
import { roles } from '../../harness/postgres-server.ts';
import { smallDisk } from '../../harness/small-disk.ts';
import { leasesAreOver } from './leases.ts';
import type { Plan } from './plan.ts';

type Where = { readonly database: string; readonly databaseMigrationUrl?: string; readonly databaseNotify?: boolean };

/** The database of the services, and what can go wrong with it. */
export interface StageDatabase extends AsyncDisposable {
  /** Where it is itself. */
  readonly direct: Where;
  /** How the services come to it. */
  readonly served: Where;
  /** Between the services and PostgreSQL. */
  readonly proxy: CommitProxy | undefined;
  /** Lets all leases on PostgreSQL run out, as for a replica that was frozen for longer: another takes over what is being worked on. */
  endLeases(): Promise<void>;
  /** Leaves no room on the disk of an SQLite database for a while. */
  fillDisk(milliseconds: number): Promise<void>;
  /** Lets nobody reach PostgreSQL for a while. */
  close(milliseconds: number): Promise<void>;
  /** Makes a backup while nobody works on it; of PostgreSQL by copying, which a dump comes to. */
  backUp(): Promise<void>;
  /** Puts the backup in its place. */
  restore(): Promise<void>;
}

/** In bytes: several times what a run writes. */
const diskSize = 24 * 2 ** 20;

export async function startDatabase(kind: DatabaseKind, plan: Plan, folder: string): Promise<StageDatabase> {
  await using owned = new AsyncDisposableStack();
  const isPostgres = kind === postgres;
  const made = owned.use(await kind.create(isPostgres ? undefined : 'empty'));
  const disk = isPostgres ? undefined : smallDisk(made.database, diskSize);
  if (disk) owned.use(disk);
  const pooled = isPostgres && plan.pooled && bouncer !== undefined;
  const pooler = pooled ? owned.use(await startBouncer(new URL(made.database))) : undefined;
  const proxy = isPostgres ? owned.use(await startCommitProxy(pooler?.url ?? made.database)) : undefined;
  const databaseMigrationUrl = made.options.postgres?.migrationUrl;
  const direct = { database: made.database, ...(databaseMigrationUrl && { databaseMigrationUrl }) };
  const file = join(folder, 'backup.sqlite');
  const name = new URL(made.database, 'file:').pathname.slice(1);
  const keep = owned.move();
  return {
    direct,
    served: { ...direct, ...(proxy && { database: proxy.url }), ...(pooler && { databaseNotify: false }) },
    proxy,
    endLeases: async () => {
      if (proxy) await made.run(leasesAreOver);
    },
    async fillDisk(milliseconds) {
      using _ = disk?.fill();
      await setTimeout(milliseconds);
    },
    async close(milliseconds) {
      using _ = proxy?.close();
      await setTimeout(milliseconds);
    },
    async backUp() {
      if (!isPostgres) return backupSqlite(made.database, file);
      await asSuperuser(made.database, `CREATE DATABASE ${name}_backup OWNER ${roles.owner} TEMPLATE ${name}`);
    },
    async restore() {
      if (!isPostgres) {
        for (const each of readdirSync(made.database)) rmSync(join(made.database, each), { recursive: true });
        return restoreSqlite(file, made.database);
      }
      await asSuperuser(
        made.database,
        `DROP DATABASE ${name} (FORCE)`,
        `ALTER DATABASE ${name}_backup RENAME TO ${name}`,
      );
    },
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}

async function asSuperuser(database: string, ...statements: readonly string[]): Promise<void> {
  const url = new URL(database);
  [url.username, url.pathname] = [roles.superuser, '/postgres'];
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    const ends = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`;
    await client.query(ends, [new URL(database).pathname.slice(1)]);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
