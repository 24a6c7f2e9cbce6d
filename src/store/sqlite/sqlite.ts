import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { AuditKeys } from '../../core/audit-keys.ts';
import type { Clock } from '../../core/clock.ts';
import type { InTurn } from '../../core/give-way.ts';
import type { Soon } from '../../core/soon.ts';
import { boundKysely } from '../bound-kysely.ts';
import type { Database, DatabaseLoad, OpenOptions, TenantPage } from '../database.ts';
import { DueListeners } from '../due-listeners.ts';
import { outermost } from '../nesting.ts';
import { isTakable, type KindsOwed, mayCall } from '../table/due-obligations.ts';
import { countOpenObligations, type OpenObligations, openObligationsOf } from '../table/open-obligations.ts';
import { countSeveredGrants, type SeveredGrants, severedGrantsOf } from '../table/severances.ts';
import { committed, type TenantDb, type TenantOpening, type TenantTx, tenantDb } from '../tenant.ts';
import { type Connection, TenantConnection } from '../tenant-connection.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { SqliteConnection, type TimedConnection } from './connection.ts';
import { LogFlush } from './log-flush.ts';
import { DatabasePlace } from './place.ts';
import { SqliteQueue } from './queue.ts';
import { openReader } from './reader.ts';
import { SearchThread } from './search-thread.ts';
import { SearchTurns } from './search-turns.ts';
import { TakeOver } from './take-over.ts';
import { Transactions } from './transactions.ts';
import { TurnReads } from './turn-reads.ts';
import { BetweenTransactions, ByLength, InTurns } from './ways-to-read.ts';

/** In whose name the service's own care of the file takes its turn; no tenant has this id. */
const nobody = '';

export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly clock: Clock;
  readonly auditKeys: AuditKeys;
  readonly #writer: SqliteConnection;
  /** `undefined` in memory, where there is one connection. */
  readonly #reader: SqliteConnection | undefined;
  readonly #queue: SqliteQueue;
  readonly #transactions: Transactions;
  readonly #due = new DueListeners();
  readonly #reads: TimedConnection;
  /** What is read of the file in this turn; `undefined` in memory. */
  readonly #turn: TurnReads | undefined;
  /** Runs what may take long; `undefined` in memory, where nothing but the writer's connection sees the database. */
  readonly #thread: SearchThread | undefined;
  readonly #turns: SearchTurns;
  readonly #place: DatabasePlace | undefined;
  readonly #log: LogFlush | undefined;
  readonly #takeOver: TakeOver | undefined;

  /** @param file `undefined` in memory */
  constructor({ clock, auditKeys }: OpenOptions, writer: DatabaseSync, file: string | undefined) {
    const place = file === undefined ? undefined : new DatabasePlace(file);
    const log = file === undefined ? undefined : new LogFlush(`${file}-wal`);
    const takeOver = file === undefined ? undefined : TakeOver.of(writer, file, () => this.#turn?.end());
    this.#place = place;
    this.#log = log;
    this.#takeOver = takeOver;
    this.clock = clock;
    this.auditKeys = auditKeys;
    this.#writer = new SqliteConnection(writer);
    this.#reader = file === undefined ? undefined : new SqliteConnection(openReader(file, { scans: false }));
    this.#turn = this.#reader && new TurnReads(this.#reader);
    this.#transactions = new Transactions(this, this.#writer, this.#due.announce);
    this.#queue = new SqliteQueue(writer, {
      demand: () => place?.demand(),
      writes: () => this.#writer.writes,
      beforeCommit: () => {
        this.#transactions.writeLast();
        this.#turn?.end();
      },
      rolledBack: () => this.#transactions.forget(),
      flush: log && (() => log.flush()),
      flushing: log && (() => log.underWay),
      afterwards: takeOver && (() => takeOver.afterBatch()),
    });
    this.#reads = this.#turn ?? new BetweenTransactions(this.#writer, this.#queue);
    this.#thread = file === undefined ? undefined : new SearchThread(file);
    this.#turns = new SearchTurns({ onOwnThread: this.#thread !== undefined });
  }

  read<T>(tenantId: string, work: (db: TenantDb) => Soon<T>): Promise<T> {
    return this.#readOn(this.#reads, tenantId, work);
  }

  search<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    const long = new InTurns(this.#thread ?? this.#reads, this.#turns, tenantId);
    return this.#readOn(new ByLength(this.#reads, long), tenantId, work);
  }

  async #readOn<T>(reads: Connection, tenantId: string, work: (db: TenantDb) => Soon<T>): Promise<T> {
    const connection = new TenantConnection(tenantId, () => reads);
    const found = outermost(() => work(tenantDb(tenantId, this, connection)));
    return this.#onDisk(found instanceof Promise ? await found : found);
  }

  /** Every statement is short here: what is long gives way between two (`core/give-way.ts`). */
  inTurn<T>(_tenantId: string, part: () => Promise<T>): Promise<T> {
    return part();
  }

  writeInParts<T>(tenantId: string, work: (tx: TenantTx, inTurn: InTurn) => Promise<T>): Promise<T> {
    return this.write(tenantId, (tx) => work(tx, (part) => part()));
  }

  /** What a read may have seen is on the disk before anybody is told of it. */
  readonly #onDisk = <T>(found: T): Soon<T> => {
    const pending = this.#log?.pending;
    return pending ? pending.then(() => found) : found;
  };

  writeFrom<F, T>(
    tenantId: string,
    first: (opening: TenantOpening) => Soon<F>,
    work: (tx: TenantTx, first: F) => Promise<T>,
  ): Promise<T> {
    return this.write(tenantId, (tx) => {
      const asked = first(tx);
      return asked instanceof Promise ? asked.then((found) => work(tx, found)) : work(tx, asked);
    });
  }

  async write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const [result, tx] = await outermost(() => this.#queue.submit(() => this.#transactions.run(tenantId, work)));
    committed(tx);
    return result;
  }

  async tenants({ after, limit }: TenantPage): Promise<string[]> {
    const sql = boundKysely('sqlite', () => this.#reads);
    const found = sql.selectFrom('tenants').select('tenant_id').where('tenant_id', '>', after);
    const rows = await found.orderBy('tenant_id').limit(limit).execute();
    return rows.map(({ tenant_id }) => tenant_id);
  }

  async dueTenants(kinds: KindsOwed, { after, limit }: TenantPage, resting: readonly string[] = []): Promise<string[]> {
    const sql = boundKysely('sqlite', () => this.#reads);
    const due = sql.selectFrom('obligations').select('tenant_id').where(isTakable(this.clock.now(), kinds));
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

  async severedGrants(severanceId: string): Promise<SeveredGrants> {
    return severedGrantsOf(
      await countSeveredGrants(
        boundKysely('sqlite', () => this.#reads),
        severanceId,
      ),
    );
  }

  load(): DatabaseLoad {
    const { waiting, isBusy } = this.#queue;
    const open = this.#reader ? 2 : 1;
    return { open, idle: isBusy ? open - 1 : open, waiting, logBytes: this.#place?.logBytes };
  }

  clockAheadMs(): number {
    return 0;
  }

  onDue(listener: () => void): Disposable {
    return this.#due.add(listener);
  }

  async scrub(): Promise<void> {
    if (!this.#reader) return;
    const checkpoint = () =>
      this.#queue.between(() => {
        this.#turn?.end();
        return this.#writer.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      });
    for (let attempt = 1; attempt <= 50; attempt++) {
      await this.#takeOver?.running;
      // Between two searches: each keeps a part of the log in use.
      const outcome = await (attempt === 1 ? checkpoint() : this.#turns.run(nobody, checkpoint));
      if (outcome?.busy === 0) return;
      // Another process is reading: a backup, say.
      await setTimeout(100);
    }
    throw databaseUnavailable('the write-ahead log could not be emptied: another process keeps reading the database');
  }

  async ping(): Promise<void> {
    this.#place?.demand();
    const { trouble, database } = this.#reader ?? this.#writer;
    if (trouble) throw trouble;
    database.prepare('SELECT 1').get();
    // Only a write shows whether writing works again. This one says again what the file says.
    if (this.#queue.failure)
      await this.#queue.submit(async () => this.#writer.database.exec('PRAGMA user_version = 0'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
    await this.#log?.[Symbol.asyncDispose]();
    await this.#takeOver?.[Symbol.asyncDispose]();
    await this.#thread?.close();
    this.#turn?.end();
    for (const connection of [this.#reader, this.#writer]) {
      if (connection?.database.isOpen) connection.database.close();
    }
  }
}
