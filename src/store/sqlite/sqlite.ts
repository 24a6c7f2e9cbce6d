import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Clock, Instant } from '../../core/clock.ts';
import { boundKysely } from '../bound-kysely.ts';
import type { Database, DatabaseLoad, DatabaseOptions, TenantPage } from '../database.ts';
import { DueListeners } from '../due-listeners.ts';
import { outermost } from '../nesting.ts';
import { isDue, mayCall } from '../table/obligations.ts';
import { countOpenObligations, type OpenObligations, openObligationsOf } from '../table/open-obligations.ts';
import { committed, type TenantDb, type TenantTx, tenantDb, tenantTx } from '../tenant.ts';
import { TenantConnection } from '../tenant-connection.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { SqliteConnection } from './connection.ts';
import { isLimited } from './limit.ts';
import { checkPurpose, databaseFile, migrateSqlite } from './migrate.ts';
import { SqliteQueue } from './queue.ts';

/** @throws DatabaseTooNew, PurposeDiffers */
export function openSqlite({ database, purpose, clock }: DatabaseOptions): Database {
  const file = databaseFile(database);
  if (file !== ':memory:') {
    mkdirSync(database, { recursive: true, mode: 0o700 });
    // SQLite gives its other files the mode of this one.
    closeSync(openSync(file, 'a', 0o600));
  }
  const writer = connect(file);
  try {
    // Before the pragmas, one of which is written into the file.
    checkPurpose(writer, purpose);
    writer.exec(pragmas);
    migrateSqlite(writer, purpose);
    // From here on a lock that another process holds is waited for by the queue, which leaves the event loop running.
    writer.exec('PRAGMA busy_timeout = 0');
    const reader = file === ':memory:' ? undefined : connect(file, { readOnly: true });
    return new SqliteDatabase(clock, writer, reader);
  } catch (error) {
    writer.close();
    throw error;
  }
}

function connect(file: string, { readOnly = false } = {}): DatabaseSync {
  return new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000, readOnly });
}

const pragmas = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
`;

class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly clock: Clock;
  readonly #writer: SqliteConnection;
  /** `undefined` in memory, where there is one connection. */
  readonly #reader: SqliteConnection | undefined;
  readonly #queue: SqliteQueue;
  readonly #due = new DueListeners();
  readonly #reads: DatabaseConnection;

  constructor(clock: Clock, writer: DatabaseSync, reader: DatabaseSync | undefined) {
    this.clock = clock;
    this.#writer = new SqliteConnection(writer);
    this.#reader = reader && new SqliteConnection(reader);
    this.#queue = new SqliteQueue(writer);
    this.#reads = new InTurns(this.#reader ?? new BetweenTransactions(this.#writer, this.#queue));
  }

  read<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    const connection = new TenantConnection(tenantId, () => this.#reads);
    const sql = boundKysely('sqlite', () => connection);
    return outermost(() => work(tenantDb(tenantId, 'sqlite', sql)));
  }

  async write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const [result, tx] = await outermost(() => {
      // The queue runs work in the course of whoever came first; what belongs to this caller, a trace, say, is carried along.
      const inContext = AsyncLocalStorage.snapshot();
      return this.#queue.submit(() => inContext(() => this.#transact(tenantId, work)));
    });
    committed(tx);
    return result;
  }

  async #transact<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<[T, TenantTx]> {
    let ended = false;
    const connection = new TenantConnection(tenantId, () => {
      if (ended) throw new Error('the transaction has ended; its TenantTx must not be used any more');
      return this.#writer;
    });
    const sql = boundKysely('sqlite', () => connection);
    const tx = tenantTx(tenantId, 'sqlite', sql, this.clock.now(), this.#due.announce);
    try {
      return [await work(tx), tx];
    } finally {
      ended = true;
    }
  }

  async tenants({ after, limit }: TenantPage): Promise<string[]> {
    const sql = boundKysely('sqlite', () => this.#reads);
    const found = sql.selectFrom('tenants').select('tenant_id').where('tenant_id', '>', after);
    const rows = await found.orderBy('tenant_id').limit(limit).execute();
    return rows.map(({ tenant_id }) => tenant_id);
  }

  async dueTenants(now: Instant, { after, limit }: TenantPage, resting: readonly string[] = []): Promise<string[]> {
    const sql = boundKysely('sqlite', () => this.#reads);
    const due = sql.selectFrom('obligations').select('tenant_id').where(isDue).where('due_at', '<=', now);
    const rows = await due
      .where('tenant_id', '>', after)
      .where(mayCall(resting))
      .groupBy('tenant_id')
      .orderBy('tenant_id')
      .limit(limit)
      .execute();
    return rows.map(({ tenant_id }) => tenant_id);
  }

  async openObligations(): Promise<OpenObligations[]> {
    const rows = await countOpenObligations(boundKysely('sqlite', () => this.#reads));
    return rows.map(openObligationsOf);
  }

  load(): DatabaseLoad {
    const { waiting, isBusy } = this.#queue;
    const open = this.#reader ? 2 : 1;
    return { open, idle: isBusy ? open - 1 : open, waiting };
  }

  onDue(listener: () => void): Disposable {
    return this.#due.add(listener);
  }

  async scrub(): Promise<void> {
    if (!this.#reader) return;
    for (let attempt = 1; attempt <= 50; attempt++) {
      const checkpoint = () => this.#writer.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      const outcome = await this.#queue.between(checkpoint);
      if (outcome?.busy === 0) return;
      // Another process is reading: a backup, say.
      await setTimeout(100);
    }
    throw databaseUnavailable('the write-ahead log could not be emptied: another process keeps reading the database');
  }

  async ping(): Promise<void> {
    (this.#reader ?? this.#writer).database.prepare('SELECT 1').get();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
    for (const connection of [this.#reader, this.#writer]) {
      if (connection?.database.isOpen) connection.database.close();
    }
  }
}

/** Lets whoever waits be answered before each statement that may take long, or those of one batch would run in one go. */
class InTurns implements DatabaseConnection {
  readonly #connection: DatabaseConnection;
  #last: Promise<void> = Promise.resolve();

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (isLimited(query.sql)) {
      this.#last = this.#last.then(() => setImmediate());
      await this.#last;
    }
    return this.#connection.executeQuery<Row>(query);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery(query);
  }
}

/** Reads on the writer's connection, each at an instant at which nothing uncommitted can be seen. */
class BetweenTransactions implements DatabaseConnection {
  readonly #connection: SqliteConnection;
  readonly #queue: SqliteQueue;

  constructor(connection: SqliteConnection, queue: SqliteQueue) {
    this.#connection = connection;
    this.#queue = queue;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#queue.between(() => this.#connection.executeQuery<Row>(query));
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery();
  }
}
