import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { AuditKeys } from '../../core/audit-keys.ts';
import { believedAheadMs, type Clock, instantOf } from '../../core/clock.ts';
import {
  type Database,
  type DatabaseLoad,
  type DatabaseOptions,
  isNoteworthy,
  type OpenOptions,
  type TenantPage,
} from '../database.ts';
import { DueListeners } from '../due-listeners.ts';
import { outermost } from '../nesting.ts';
import { demandPurpose } from '../purpose.ts';
import { countingSearchTime, goneSignal, searchTimeLeft } from '../search-time.ts';
import type { KindsOwed } from '../table/due-obligations.ts';
import { type OpenObligations, type OpenObligationsRow, openObligationsOf } from '../table/open-obligations.ts';
import { type SeveredGrants, type SeveredGrantsRow, severedGrantsOf } from '../table/severances.ts';
import {
  committed,
  type TenantDb,
  type TenantOpening,
  type TenantStatements,
  type TenantTx,
  tenantDb,
  tenantOpening,
  tenantTx,
} from '../tenant.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { asUnavailable, PostgresConnection } from './connection.ts';
import { type Claim, FairShares, type ShareLimits } from './fair-shares.ts';
import { PostgresHosts } from './hosts.ts';
import { PostgresListener } from './listener.ts';
import { isUpToDate, migratePostgres, purposeOf } from './migrate.ts';
import { ServerClock, serverMilliseconds } from './server-clock.ts';
import { StatementNames } from './statement-names.ts';
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
    query_timeout: 2 * statementMs,
    Client: hosts.Client,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle connection to PostgreSQL was lost'));
  const connect = () => hosts.reach(() => pool.connect());
  try {
    const found = await whenReached(() => describe(connect, options, server), settings.startMs ?? 0, log);
    const { role, bound, mend } = found;
    if (!bound && !settings.allowUnboundRole) throw new RoleNotBound(role);
    if (mend !== null) log.warn({ role, mend }, "the service's role may make temporary objects, which it needs not");
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
  return new PostgresDatabase(options, server, pool, connect, limits, due, listener);
}

interface Role {
  readonly role: string;
  readonly bound: boolean;
  /** What takes a right away that only the owner of the tables needs; `null` where there is nothing to mend. */
  readonly mend: string | null;
}

async function readRole(client: pg.ClientBase): Promise<Role> {
  const { rows } = await client.query<Role>(`
    SELECT rolname AS role, NOT (rolsuper OR rolbypassrls) AS bound,
      CASE WHEN has_database_privilege(current_database(), 'TEMPORARY') AND NOT rolsuper
        AND EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('schema_migrations') AND relowner <> pg_roles.oid)
      THEN format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, %I', current_database(), rolname) END AS mend
    FROM pg_roles WHERE rolname = current_user`);
  const [found] = rows;
  if (!found) throw new Error('PostgreSQL does not know the role that is connected');
  return found;
}

/** Brings the schema up to date, if need be, and tells which role the service has. */
async function describe(connect: Connect, options: DatabaseOptions, server: ServerClock): Promise<Role> {
  const client = await connect();
  try {
    const found = await readRole(client);
    await server.ask(client);
    demandPurpose(await purposeOf(client), options.purpose);
    if (await isUpToDate(client)) return found;
    await migratePostgres(options, found.role);
    return await readRole(client);
  } finally {
    client.release();
  }
}

/** The server's time, turned by the milliseconds of a parameter. */
const until = (parameter: string) => `ceil(${serverMilliseconds} + ${parameter}::float8)::bigint`;

const attempts = 5;

const nothing = async () => {};

/** Waits for a connection of the pool. */
type Connect = () => Promise<pg.PoolClient>;

interface Limits extends ShareLimits {
  readonly preparedStatements: boolean;
}

class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly clock: Clock;
  readonly auditKeys: AuditKeys;
  readonly #pool: pg.Pool;
  readonly #connect: Connect;
  readonly #limits: Limits;
  readonly #names: StatementNames | undefined;
  readonly #shares: FairShares;
  readonly #due: DueListeners;
  readonly #listener: PostgresListener | undefined;
  readonly #server: ServerClock;
  #closing: Promise<void> | undefined;

  constructor(
    { clock, auditKeys }: OpenOptions,
    server: ServerClock,
    pool: pg.Pool,
    connect: Connect,
    limits: Limits,
    due: DueListeners,
    listener: PostgresListener | undefined,
  ) {
    this.clock = clock;
    this.auditKeys = auditKeys;
    this.#server = server;
    this.#pool = pool;
    this.#connect = connect;
    this.#limits = limits;
    this.#names = limits.preparedStatements ? new StatementNames() : undefined;
    this.#shares = new FairShares(limits);
    this.#due = due;
    this.#listener = listener;
  }

  read<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    return this.#read({ kind: 'read', tenantId }, work);
  }

  search<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    return this.#read({ kind: 'search', tenantId }, work, goneSignal());
  }

  #read<T>(
    claim: Claim & { readonly tenantId: string },
    work: (db: TenantDb) => Promise<T>,
    gone?: AbortSignal,
  ): Promise<T> {
    const { tenantId } = claim;
    const ending = gone && { gone, cancel: this.#cancel };
    const read = (one: Transaction) => one.read(tenantId, (own) => work(tenantDb(tenantId, this, own)), ending);
    return outermost(() => this.#repeat(claim, read, gone));
  }

  readonly #cancel = (processId: number) => this.#query('SELECT pg_cancel_backend($1)', [processId]);

  write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.writeFrom(tenantId, nothing, work);
  }

  async writeFrom<F, T>(
    tenantId: string,
    first: (opening: TenantOpening) => Promise<F>,
    work: (tx: TenantTx, first: F) => Promise<T>,
  ): Promise<T> {
    const open = (own: TenantStatements) => first(tenantOpening(tenantId, this, own));
    const go = async (own: TenantStatements, server: number, asked: F): Promise<[T, TenantTx]> => {
      const tx = tenantTx(tenantId, this, own, instantOf(server + this.clock.offset), this.#announceDue);
      return [await work(tx, asked), tx];
    };
    const [result, tx] = await outermost(() =>
      this.#repeat({ kind: 'write', tenantId }, (one) => one.write(tenantId, open, go)),
    );
    committed(tx);
    return result;
  }

  async tenants({ after, limit }: TenantPage): Promise<string[]> {
    const rows = await this.#query<{ tenant: string }>('SELECT tenant FROM assistd_tenants($1, $2)', [after, limit]);
    return rows.map(({ tenant }) => tenant);
  }

  async dueTenants(
    { kinds, others }: KindsOwed,
    { after, limit }: TenantPage,
    resting: readonly string[] = [],
  ): Promise<string[]> {
    const call = `SELECT tenant FROM assistd_due_tenants_of($1, $2, ${until('$3')}, ${until('$4')}, $5, $6, $7)`;
    const { offset } = this.clock;
    const rows = await this.#query<{ tenant: string }>(call, [
      kinds,
      others,
      offset,
      offset + believedAheadMs,
      after,
      limit,
      resting,
    ]);
    return rows.map(({ tenant }) => tenant);
  }

  async openObligations(): Promise<OpenObligations[]> {
    const rows = await this.#query<OpenObligationsRow>('SELECT * FROM assistd_open_obligations()', []);
    return rows.map(openObligationsOf);
  }

  async severedGrants(severanceId: string): Promise<SeveredGrants> {
    const call = 'SELECT * FROM assistd_severed_grants($1)';
    return severedGrantsOf(await this.#query<SeveredGrantsRow & pg.QueryResultRow>(call, [severanceId]));
  }

  load(): DatabaseLoad {
    const { totalCount, idleCount } = this.#pool;
    return { open: totalCount, idle: idleCount, waiting: this.#shares.waiting };
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
  async #repeat<T>(claim: Claim, run: (transaction: Transaction) => Promise<T>, gone?: AbortSignal): Promise<T> {
    const isSearch = claim.kind === 'search';
    const { statementMs } = this.#limits;
    for (let attempt = 1; ; attempt++) {
      {
        using _ = await this.#shares.take(claim, gone);
        const limitMs = isSearch ? searchTimeLeft(statementMs) : statementMs;
        const transaction = new Transaction(await this.#checkOut(), limitMs, this.#server, this.#names);
        try {
          return await (isSearch ? countingSearchTime(() => run(transaction)) : run(transaction));
        } catch (error) {
          if (!transaction.repeatable) throw error;
          if (attempt >= attempts)
            throw databaseUnavailable(`a transaction was given up after ${attempts} attempts`, error);
        }
      }
      await setTimeout(Math.random() * 5 * 2 ** attempt);
    }
  }

  async #query<Row extends pg.QueryResultRow>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    using _ = await this.#shares.take({ kind: 'write', tenantId: undefined });
    const client = await this.#checkOut();
    const connection = new PostgresConnection(client);
    try {
      const { rows } = await connection.run(sql, parameters);
      return rows as Row[];
    } finally {
      client.release(connection.lost);
    }
  }

  async #checkOut(): Promise<pg.PoolClient> {
    try {
      return await this.#connect();
    } catch (error) {
      throw asUnavailable(error) ?? databaseUnavailable('PostgreSQL takes no connection', error);
    }
  }
}
