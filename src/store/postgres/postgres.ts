import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type Clock, instantOf } from '../../core/clock.ts';
import { type Database, type DatabaseLoad, type DatabaseOptions, isNoteworthy, type TenantPage } from '../database.ts';
import { DueListeners } from '../due-listeners.ts';
import { outermost } from '../nesting.ts';
import { demandPurpose } from '../purpose.ts';
import { type KindsOwed, plannedAheadMs } from '../table/obligations.ts';
import { type OpenObligations, type OpenObligationsRow, openObligationsOf } from '../table/open-obligations.ts';
import { committed, type TenantDb, type TenantTx, tenantDb, tenantTx } from '../tenant.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { asUnavailable, PostgresConnection } from './connection.ts';
import { PostgresHosts } from './hosts.ts';
import { PostgresListener } from './listener.ts';
import { isUpToDate, migratePostgres, purposeOf } from './migrate.ts';
import { ServerClock, serverMilliseconds } from './server-clock.ts';
import { Transaction } from './transaction.ts';
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

/**
 * @throws DatabaseTooNew
 * @throws PurposeDiffers
 * @throws RoleNotBound
 * @throws PostgresUrlInvalid
 * @throws Failure `unavailable`
 */
export async function openPostgres(options: DatabaseOptions): Promise<Database> {
  const { database: url, clock, log, postgres: settings = {} } = options;
  const { connections = 10, waiting = 200, waitMs = 3000, statementMs = 10_000, notify = true } = settings;
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
    query_timeout: 2 * statementMs,
    Client: hosts.Client,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle connection to PostgreSQL was lost'));
  const connect = () => hosts.reach(() => pool.connect());
  try {
    const { role, bound } = await whenReached(() => describe(connect, options, server), settings.startMs ?? 0, log);
    if (!bound && !settings.allowUnboundRole) throw new RoleNotBound(role);
  } catch (error) {
    await pool.end();
    throw error;
  }
  if (isNoteworthy(server.aheadMs)) {
    log.warn({ aheadMs: Math.round(server.aheadMs) }, 'the clock of PostgreSQL differs from the one of this machine');
  }
  const due = new DueListeners();
  const listener = notify ? new PostgresListener(() => new hosts.Client(shared), clock, log, due.announce) : undefined;
  return new PostgresDatabase(clock, server, pool, connect, { connections, waiting, statementMs }, due, listener);
}

/** Brings the schema up to date, if need be, and tells which role the service has. */
async function describe(
  connect: Connect,
  options: DatabaseOptions,
  server: ServerClock,
): Promise<{ role: string; bound: boolean }> {
  const client = await connect();
  try {
    const { rows } = await client.query<{ role: string; bound: boolean }>(
      'SELECT rolname AS role, NOT (rolsuper OR rolbypassrls) AS bound FROM pg_roles WHERE rolname = current_user',
    );
    const [found] = rows;
    if (!found) throw new Error('PostgreSQL does not know the role that is connected');
    await server.ask(client);
    demandPurpose(await purposeOf(client), options.purpose);
    if (!(await isUpToDate(client))) await migratePostgres(options, found.role);
    return found;
  } finally {
    client.release();
  }
}

/** The server's time, turned by the milliseconds of a parameter. */
const until = (parameter: string) => `ceil(${serverMilliseconds} + ${parameter}::float8)::bigint`;

const attempts = 5;

/** Waits for a connection of the pool. */
type Connect = () => Promise<pg.PoolClient>;

interface Limits {
  readonly connections: number;
  readonly waiting: number;
  readonly statementMs: number;
}

class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly clock: Clock;
  readonly #pool: pg.Pool;
  readonly #connect: Connect;
  readonly #limits: Limits;
  readonly #due: DueListeners;
  readonly #listener: PostgresListener | undefined;
  readonly #server: ServerClock;
  #closing: Promise<void> | undefined;

  constructor(
    clock: Clock,
    server: ServerClock,
    pool: pg.Pool,
    connect: Connect,
    limits: Limits,
    due: DueListeners,
    listener: PostgresListener | undefined,
  ) {
    this.clock = clock;
    this.#server = server;
    this.#pool = pool;
    this.#connect = connect;
    this.#limits = limits;
    this.#due = due;
    this.#listener = listener;
  }

  read<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    return outermost(() =>
      this.#repeat((one) => one.read(tenantId, (sql) => work(tenantDb(tenantId, 'postgres', sql)))),
    );
  }

  async write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const [result, tx] = await outermost(() =>
      this.#repeat((one) =>
        one.write(tenantId, async (sql, server): Promise<[T, TenantTx]> => {
          const now = instantOf(server + this.clock.offset);
          const tx = tenantTx(tenantId, 'postgres', sql, now, this.#announceDue);
          return [await work(tx), tx];
        }),
      ),
    );
    committed(tx);
    return result;
  }

  async tenants({ after, limit }: TenantPage): Promise<string[]> {
    const rows = await this.#query<{ tenant: string }>('SELECT tenant FROM assistd_tenants($1, $2)', [after, limit]);
    return rows.map(({ tenant }) => tenant);
  }

  async dueTenants({ kinds, others }: KindsOwed, { after, limit }: TenantPage): Promise<string[]> {
    const call = `SELECT tenant FROM assistd_due_tenants_of($1, $2, ${until('$3')}, ${until('$4')}, $5, $6)`;
    const { offset } = this.clock;
    const rows = await this.#query<{ tenant: string }>(call, [
      kinds,
      others,
      offset,
      offset + plannedAheadMs,
      after,
      limit,
    ]);
    return rows.map(({ tenant }) => tenant);
  }

  async openObligations(): Promise<OpenObligations[]> {
    const rows = await this.#query<OpenObligationsRow>('SELECT * FROM assistd_open_obligations()', []);
    return rows.map(openObligationsOf);
  }

  load(): DatabaseLoad {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { open: totalCount, idle: idleCount, waiting: waitingCount };
  }

  onDue(listener: () => void): Disposable {
    return this.#due.add(listener);
  }

  clockAheadMs(): number {
    return this.#server.aheadMs;
  }

  async scrub(): Promise<void> {
    // See the interface: nothing that the service could do would reach the write-ahead log and its archive.
  }

  async ping(): Promise<void> {
    await this.#query('SELECT 1', []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= (async () => {
      await this.#listener?.[Symbol.asyncDispose]();
      await this.#pool.end();
    })();
    await this.#closing;
  }

  readonly #announceDue = (): void => {
    this.#due.announce();
    this.#listener?.notify();
  };

  /** Runs a transaction, and runs it again where it lost a conflict, or never began because the pool's connection was dead. */
  async #repeat<T>(run: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#checkOut();
      const transaction = new Transaction(client, this.#limits.statementMs, this.#server);
      try {
        return await run(transaction);
      } catch (error) {
        if (!transaction.repeatable) throw error;
        if (attempt >= attempts)
          throw databaseUnavailable(`a transaction was given up after ${attempts} attempts`, error);
      }
      await setTimeout(Math.random() * 5 * 2 ** attempt);
    }
  }

  async #query<Row extends pg.QueryResultRow>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    const client = await this.#checkOut();
    const connection = new PostgresConnection(client);
    try {
      const { rows } = await connection.run(sql, parameters);
      return rows as Row[];
    } finally {
      client.release(connection.lost);
    }
  }

  /** Waits in line for a connection, but not in a line without end: whoever comes last is better off trying later. */
  async #checkOut(): Promise<pg.PoolClient> {
    const { connections, waiting } = this.#limits;
    const { waitingCount, totalCount, idleCount } = this.#pool;
    // The pool has everybody wait for a moment, those included for whom there is a connection, or room for a new one.
    const served = idleCount + connections - totalCount;
    if (waitingCount >= waiting + served) {
      throw databaseUnavailable(`${waiting} callers wait for a connection already`);
    }
    try {
      return await this.#connect();
    } catch (error) {
      throw asUnavailable(error) ?? databaseUnavailable('PostgreSQL takes no connection', error);
    }
  }
}
