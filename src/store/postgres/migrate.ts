import pg from 'pg';
import type { Log } from '../../core/log.ts';
import type { DatabaseOptions } from '../database.ts';
import {
  type AppliedMigration,
  migrationTable,
  pending,
  purposeMark,
  sqlScript,
  statementsOf,
} from '../migrations/migrations.ts';
import { demandPurpose, type Purpose } from '../purpose.ts';
import { PostgresHosts } from './hosts.ts';
import { ServerClock } from './server-clock.ts';
import { types } from './types.ts';
import { readPostgresUrl } from './url.ts';

// An arbitrary number that no other program is likely to lock: "assistd" in ASCII.
const advisoryLock = '27432559270195300';

/**
 * Whether the schema is up to date, asked under the service's own role: mostly it is, and then the role that owns the tables is not
 * needed at all.
 * @throws DatabaseTooNew
 */
export async function isUpToDate(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ readable: boolean }>(
    `SELECT coalesce(has_table_privilege(to_regclass('schema_migrations'), 'SELECT'), false) AS readable`,
  );
  return rows[0]?.readable === true && pending(await applied(client)).length === 0;
}

/**
 * Brings the schema up to date in one transaction, under an advisory lock, so that of replicas that start together one does it and
 * the others find it done; and lets `serviceRole` do what the service does, no more.
 */
export async function migratePostgres(options: DatabaseOptions, serviceRole: string): Promise<void> {
  await asOwner(options, async (client) => {
    await client.query('BEGIN');
    await lockMigrations(client, options.log);
    demandPurpose(await purposeOf(client), options.purpose);
    const fresh = !(await isMigrated(client));
    if (fresh) await client.query(migrationTable('postgres'));
    for (const migration of pending(fresh ? [] : await applied(client))) {
      for (const statement of statementsOf(migration, 'postgres')) await client.query(statement);
    }
    if (fresh) for (const statement of purposeMark(options.purpose)) await client.query(statement);
    await grantTo(client, serviceRole, options.purpose);
    await client.query('COMMIT');
  });
}

async function lockMigrations(client: pg.ClientBase, log: Log): Promise<void> {
  const tried = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_xact_lock(${advisoryLock}) AS locked`);
  if (tried.rows[0]?.locked) return;
  log.warn({}, 'another process changes the schema of the database; the start waits until it is done');
  await client.query(`SELECT pg_advisory_xact_lock(${advisoryLock})`);
}

/** The SQL that `migratePostgres` would run. */
export function planPostgres(options: DatabaseOptions): Promise<string> {
  return asOwner(options, async (client) => {
    demandPurpose(await purposeOf(client), options.purpose);
    if (!(await isMigrated(client))) return sqlScript('postgres');
    const missing = pending(await applied(client));
    return missing.length === 0 ? '' : sqlScript('postgres', missing);
  });
}

/**
 * What the database was made for, as far as the role that is connected can see; `undefined` where it sees no table of ours. One whose
 * mark it may not read is production's.
 */
export async function purposeOf(client: pg.ClientBase): Promise<Purpose | undefined> {
  const { rows } = await client.query<{ made: boolean; marked: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS made,
            coalesce(has_table_privilege(to_regclass('database_purpose'), 'SELECT'), false) AS marked`,
  );
  if (!rows[0]?.made) return undefined;
  if (!rows[0].marked) return 'production';
  return (await client.query('SELECT 1 FROM database_purpose')).rows.length > 0 ? 'development' : 'production';
}

/** @throws PurposeDiffers */
export function checkPostgres(options: DatabaseOptions): Promise<void> {
  return asOwner(options, async (client) => demandPurpose(await purposeOf(client), options.purpose));
}

/** Milliseconds that the server's clock is ahead of this machine's. */
export function clockAheadOf(options: DatabaseOptions): Promise<number> {
  return asOwner(options, (client) => new ServerClock().ask(client));
}

async function asOwner<T>(
  { database, postgres }: DatabaseOptions,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const address = readPostgresUrl(postgres?.migrationUrl ?? database);
  const hosts = new PostgresHosts(address);
  const config = { connectionTimeoutMillis: postgres?.waitMs ?? 3000, types, ...address.config };
  const client = await hosts.reach(() => new hosts.Client(config).connect());
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function isMigrated(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS found`,
  );
  return rows[0]?.found === true;
}

async function applied(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>('SELECT version, oldest_program FROM schema_migrations');
  return rows;
}

/**
 * Audit events are written, and neither changed nor deleted, but in development, which puts snapshots back; steps of the schema are
 * read. Nobody but the owner makes anything that the functions of the owner could come across: whoever cannot take that right away,
 * because another owns the database, is warned by the server, and goes on.
 */
async function grantTo(client: pg.ClientBase, serviceRole: string, purpose: Purpose): Promise<void> {
  const { rows } = await client.query<{ owner: string; schema: string; database: string }>(
    'SELECT current_user AS owner, quote_ident(current_schema()) AS schema, quote_ident(current_database()) AS database',
  );
  const [here] = rows;
  if (!here || here.owner === serviceRole) return;
  const role = pg.escapeIdentifier(serviceRole);
  await client.query(`
    GRANT USAGE ON SCHEMA ${here.schema} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${here.schema} TO ${role};
    REVOKE INSERT, UPDATE, DELETE ON schema_migrations, database_purpose, audit_actors FROM ${role};
    REVOKE UPDATE${purpose === 'production' ? ', DELETE' : ''} ON audit_events FROM ${role};
    REVOKE TEMPORARY ON DATABASE ${here.database} FROM PUBLIC, ${role};
    REVOKE CREATE ON SCHEMA ${here.schema} FROM PUBLIC, ${role};
    GRANT EXECUTE ON FUNCTION assistd_prune_audit_events(text, bigint, text) TO ${role};
    GRANT EXECUTE ON FUNCTION assistd_tenants(text, integer) TO ${role};
    GRANT EXECUTE ON FUNCTION assistd_due_tenants(bigint, text, integer) TO ${role};
    GRANT EXECUTE ON FUNCTION assistd_due_tenants_of(text[], boolean, bigint, bigint, text, integer, text[]) TO ${role};
    GRANT EXECUTE ON FUNCTION assistd_open_obligations() TO ${role};
    GRANT EXECUTE ON FUNCTION assistd_severed_grants(text) TO ${role};
  `);
}
