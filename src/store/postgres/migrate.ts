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
import { givesRights, lackingRights } from './rights.ts';
import { ServerClock } from './server-clock.ts';
import { demandVersion } from './server-version.ts';
import { types } from './types.ts';
import { readPostgresUrl } from './url.ts';

// An arbitrary number that no other program is likely to lock: "assistd" in ASCII.
const advisoryLock = '27432559270195300';

/**
 * Whether the schema is up to date, and the service may work on it, asked under the service's own role: mostly it is so, and then the role that
 * owns the tables is not needed at all.
 * @throws DatabaseTooNew
 */
export async function isUpToDate(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ readable: boolean }>(
    `SELECT coalesce(has_table_privilege(to_regclass('schema_migrations'), 'SELECT'), false) AS readable`,
  );
  if (rows[0]?.readable !== true || pending(await applied(client)).length > 0) return false;
  return (await lackingRights(client)).length === 0;
}

/**
 * Brings the schema up to date in one transaction, under an advisory lock, so that of replicas that start together one does it and
 * the others find it done; and lets `serviceRole` do what the service does, no more.
 */
export async function migratePostgres(options: DatabaseOptions, serviceRole: string): Promise<void> {
  await asOwner(options, async (client) => {
    await client.query('BEGIN');
    await client.query(unlimited);
    await lockMigrations(client, options.log);
    demandPurpose(await purposeOf(client), options.purpose);
    const fresh = !(await isMigrated(client));
    if (fresh) await demandUnicode(client);
    if (fresh) await client.query(migrationTable('postgres'));
    for (const migration of pending(fresh ? [] : await applied(client))) {
      for (const statement of statementsOf(migration, 'postgres')) await client.query(statement);
    }
    if (fresh) for (const statement of purposeMark(options.purpose)) await client.query(statement);
    await client.query(await givesRights(client, serviceRole, options.purpose));
    await client.query('COMMIT');
  });
}

/** What bounds the statements of a role or a database is meant for what they do every day, and not for a change of all rows; and only newer servers have the last. */
const unlimited = `SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** A server that was set up without a locale makes its databases so that they know no characters, or few. */
class EncodingDiffers extends Error {
  constructor(encoding: string) {
    super(`the encoding of the database is ${encoding}: names in most languages cannot be stored in it`);
    this.name = 'EncodingDiffers';
  }
}

/** @throws EncodingDiffers */
async function demandUnicode(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]?.server_encoding ?? '';
  if (encoding !== 'UTF8') throw new EncodingDiffers(encoding);
}

async function lockMigrations(client: pg.ClientBase, log: Log): Promise<void> {
  const tried = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_xact_lock(${advisoryLock}) AS locked`);
  if (tried.rows[0]?.locked) return;
  log.warn({}, 'another process changes the schema of the database; the start waits until it is done');
  await client.query(`SELECT pg_advisory_xact_lock(${advisoryLock})`);
}

/** The SQL that `migratePostgres` would run, for whoever lets an administrator run it. */
export function planPostgres(options: DatabaseOptions): Promise<string> {
  return asOwner(options, async (client) => {
    demandPurpose(await purposeOf(client), options.purpose);
    const fresh = !(await isMigrated(client));
    if (fresh) await demandUnicode(client);
    const missing = pending(fresh ? [] : await applied(client));
    if (missing.length === 0) return '';
    const rights = await givesRights(client, userOf(options), options.purpose);
    return [sqlScript('postgres', missing), ...(rights === '' ? [] : [`-- the service's role\n${rights}\n`])].join(
      '\n',
    );
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

/** The service's own role. */
function userOf({ database }: DatabaseOptions): string {
  return new pg.Client(readPostgresUrl(database).config).user ?? '';
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
    await demandVersion(client);
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
