import pg from 'pg';
import { type Database, type DatabaseOptions, isNoteworthy, type OpenOptions } from '../database.ts';
import { DueListeners } from '../due-listeners.ts';
import { demandPurpose } from '../purpose.ts';
import { PostgresHosts } from './hosts.ts';
import { PostgresListener } from './listener.ts';
import { isUpToDate, migratePostgres, purposeOf } from './migrate.ts';
import { type Connect, PostgresDatabase } from './postgres.ts';
import { lackingRights } from './rights.ts';
import { ServerClock } from './server-clock.ts';
import { demandVersion } from './server-version.ts';
import { types } from './types.ts';
import { readPostgresUrl } from './url.ts';
import { whenReached } from './when-reached.ts';

/** The role that the service would use is not bound by row-level security, which is the second lock between tenants. */
export class RoleNotBound extends Error {
  constructor(role: string) {
    super(
      `the PostgreSQL role ${JSON.stringify(role)} is a superuser or has BYPASSRLS, so row-level security does not keep tenants ` +
        'apart under it. Connect as a role without either, with migrations under another in databaseMigrationUrl; or set databaseUnboundRole.',
    );
    this.name = 'RoleNotBound';
  }
}

/** Under such a setting PostgreSQL refuses each statement that row-level security would leave rows out of, as `pg_dump` wants it: all of ours. */
class RowSecurityOff extends Error {
  constructor(role: string) {
    super(
      `row_security is off for the PostgreSQL role ${JSON.stringify(role)}, so the server refuses all that the service asks`,
    );
    this.name = 'RowSecurityOff';
  }
}

/**
 * @throws DatabaseTooNew
 * @throws PurposeDiffers
 * @throws RoleNotBound
 * @throws RowSecurityOff
 * @throws ServerTooOld
 * @throws PostgresUrlInvalid
 * @throws Failure `unavailable`
 */
export async function openPostgres(options: OpenOptions): Promise<Database> {
  const { database: url, clock, log, postgres: settings = {} } = options;
  const { connections = 10, searches = 2, waiting = 200, waitMs = 3000, statementMs = 10_000 } = settings;
  const { notify = true, preparedStatements = true } = settings;
  const address = readPostgresUrl(url);
  const hosts = new PostgresHosts(address);
  const server = new ServerClock();
  const shared = { types, keepAlive: true, application_name: 'assistd', ...address.config };
  // The server ends a statement that takes too long; this ends one whose server is gone without a word.
  const pool = new pg.Pool({
    connectionTimeoutMillis: waitMs,
    ...shared,
    max: connections,
    pipeline: true,
    // Else one that is never idle knows neither a certificate that the server has renewed nor an address that its name has got since.
    maxLifetimeSeconds: 86_400,
    query_timeout: 2 * statementMs,
    Client: hosts.Client,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle connection to PostgreSQL was lost'));
  const connect = () => hosts.reach(() => pool.connect());
  try {
    const found = await whenReached(() => describe(connect, options, server), settings.startMs ?? 0, log);
    const { role, bound, hidden, mend, encoding, lacking, restored } = found;
    if (!bound && !settings.allowUnboundRole) throw new RoleNotBound(role);
    if (hidden) throw new RowSecurityOff(role);
    if (mend !== '')
      log.warn({ role, mend }, "the service's role may make objects in the database, which it needs not");
    if (lacking.length > 0) {
      const run =
        'name the role that owns the tables in databaseMigrationUrl, which gives them, and run assistd migrate';
      log.warn({ role, lacking, mend: run }, `the service's role lacks rights on the database that it needs`);
    }
    if (restored) log.info({}, 'the database was restored: what it has of partners is renewed before it is used');
    if (encoding !== 'UTF8') {
      const move = 'dump it, and restore it into a database that was made with ENCODING UTF8 (docs/guide/backup.md)';
      log.warn(
        { encoding, mend: move },
        'the database is not in UTF8: names with characters that it lacks are answered 500',
      );
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
  if (isNoteworthy(server.aheadMs)) {
    log.warn({ aheadMs: Math.round(server.aheadMs) }, 'the clock of PostgreSQL differs from the one of this machine');
  }
  const due = new DueListeners();
  const listener = notify ? new PostgresListener(() => new hosts.Client(shared), clock, log, due.announce) : undefined;
  const limits = { connections, searches, waiting, waitMs, statementMs, preparedStatements };
  return new PostgresDatabase(options, { server, pool, connect, limits, due, listener });
}

interface Role {
  readonly role: string;
  readonly bound: boolean;
  /** Whether it is refused the rows that it may not see, in place of being shown the others. */
  readonly hidden: boolean;
  /** What takes rights away that only the owner of the tables needs; empty where there is nothing to mend. */
  readonly mend: string;
  /** What texts are written in; a migration makes tables in UTF8 alone. */
  readonly encoding: string;
  /** What it needs to do, and may not. */
  readonly lacking: readonly string[];
  /** Whether the database is another one than where it was opened last. */
  readonly restored: boolean;
}

async function readRole(client: pg.ClientBase): Promise<Role> {
  // Before PostgreSQL 15 everybody may make objects in public, and a database that comes from there keeps it so.
  const { rows } = await client.query<Omit<Role, 'lacking' | 'restored'>>(`
    SELECT rolname AS role, NOT (rolsuper OR rolbypassrls) AS bound,
      NOT (rolsuper OR rolbypassrls) AND current_setting('row_security') = 'off' AS hidden,
      concat_ws('; ',
        CASE WHEN NOT rolsuper AND owner <> rolname AND has_database_privilege(current_database(), 'TEMPORARY')
          THEN format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, %I', current_database(), rolname) END,
        CASE WHEN NOT rolsuper AND owner <> rolname AND has_schema_privilege(schema, 'CREATE')
          THEN format('GRANT CREATE ON SCHEMA %1$I TO %2$I; REVOKE CREATE ON SCHEMA %1$I FROM PUBLIC, %3$I', schema, owner, rolname) END) AS mend,
      current_setting('server_encoding') AS encoding
    FROM pg_roles LEFT JOIN (
      SELECT pg_get_userbyid(relowner) AS owner, nspname AS schema
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass('schema_migrations')
    ) AS tables ON true
    WHERE rolname = current_user`);
  const [found] = rows;
  if (!found) throw new Error('PostgreSQL does not know the role that is connected');
  return { ...found, lacking: [], restored: false };
}

/** The tables are there, and the service's role does not come across them. */
class TablesHidden extends Error {
  constructor(role: string) {
    super(
      `the tables of assistd are in a schema that the role ${JSON.stringify(role)} does not look into: that of the role that owns them, say, which PostgreSQL prefers to public`,
    );
    this.name = 'TablesHidden';
  }
}

/** @throws TablesHidden */
async function demandVisible(client: pg.ClientBase, role: string): Promise<void> {
  if ((await purposeOf(client)) === undefined) throw new TablesHidden(role);
}

/** Brings the schema up to date, if need be, and tells which role the service has. */
async function describe(connect: Connect, options: DatabaseOptions, server: ServerClock): Promise<Role> {
  const client = await connect();
  try {
    await demandVersion(client);
    const found = await readRole(client);
    await server.ask(client);
    demandPurpose(await purposeOf(client), options.purpose);
    if (await isUpToDate(client)) return { ...found, restored: await noticeRestore(client) };
    await migratePostgres(options, found.role);
    await demandVisible(client, found.role);
    const lacking = await lackingRights(client);
    const restored = lacking.length === 0 && (await noticeRestore(client));
    return { ...(await readRole(client)), lacking, restored };
  } finally {
    client.release();
  }
}

/** Whether the database was dumped and restored since it was opened last: then its grants are marked, once. */
async function noticeRestore(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ restored: boolean }>('SELECT assistd_notice_restore() AS restored');
  return rows[0]?.restored === true;
}
