import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { AuditKeys } from '../../core/audit-keys.ts';
import { type Clock, instantOf } from '../../core/clock.ts';
import { Failure } from '../../core/failure.ts';
import type { InTurn } from '../../core/give-way.ts';
import type { Soon } from '../../core/soon.ts';
import type { Database, DatabaseLoad, OpenOptions, TenantPage } from '../database.ts';
import type { DueListeners } from '../due-listeners.ts';
import { outermost } from '../nesting.ts';
import { countingSearchTime, goneSignal, searchTimeLeft } from '../search-time.ts';
import type { KindsOwed } from '../table/due-obligations.ts';
import type { OpenObligations } from '../table/open-obligations.ts';
import type { SeveredGrants } from '../table/severances.ts';
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
import { writeLast } from '../written-last.ts';
import { AcrossTenants } from './across-tenants.ts';
import { asUnavailable, PostgresConnection } from './connection.ts';
import { Disk } from './disk.ts';
import { type Claim, FairShares, type ShareLimits } from './fair-shares.ts';
import type { PostgresListener } from './listener.ts';
import type { ServerClock } from './server-clock.ts';
import { StatementNames } from './statement-names.ts';
import { type Ending, Transaction } from './transaction.ts';
import { type LongPart, type TurnLimits, Turns } from './turns.ts';

const attempts = 5;

const nothing = async () => {};

/** Waits for a connection of the pool. */
export type Connect = () => Promise<pg.PoolClient>;

interface Limits extends Omit<ShareLimits, 'longMs'>, TurnLimits {
  /** How long a statement may take. */
  readonly statementMs: number;
  readonly preparedStatements: boolean;
}

/** What a database is made of, once its server has been reached. */
interface Parts {
  readonly server: ServerClock;
  readonly pool: pg.Pool;
  readonly connect: Connect;
  readonly limits: Limits;
  readonly due: DueListeners;
  readonly listener: PostgresListener | undefined;
}

export class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly clock: Clock;
  readonly auditKeys: AuditKeys;
  readonly #parts: Parts;
  readonly #names: StatementNames | undefined;
  readonly #shares: FairShares;
  readonly #turns: Turns;
  /** How long long work waits. */
  readonly #longMs: number;
  readonly #across: AcrossTenants;
  readonly #disk = new Disk();
  #closing: Promise<void> | undefined;

  constructor({ clock, auditKeys }: OpenOptions, parts: Parts) {
    const { limits } = parts;
    this.clock = clock;
    this.auditKeys = auditKeys;
    this.#parts = parts;
    this.#names = limits.preparedStatements ? new StatementNames() : undefined;
    // Searches are refused as late as they would be ended.
    this.#longMs = Math.max(limits.waitMs, limits.statementMs);
    this.#shares = new FairShares({ ...limits, longMs: this.#longMs }, () => this.#turns.shortEnded());
    this.#turns = new Turns(limits, clock, (tenants) => this.#shares.hasShortBeside(tenants));
    this.#across = new AcrossTenants((sql, parameters) => this.#query(sql, parameters), clock);
  }

  async read<T>(tenantId: string, work: (db: TenantDb) => Soon<T>): Promise<T> {
    return outermost(() => this.#read(tenantId, work));
  }

  async search<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    const gone = goneSignal();
    const ending = gone && { gone, cancel: this.#cancel };
    const search = () =>
      countingSearchTime(() => this.#read(tenantId, work, ending, searchTimeLeft(this.#parts.limits.statementMs)));
    return outermost(() => this.#inTurn({ tenantId, kind: 'search' }, search));
  }

  #read<T>(tenantId: string, work: (db: TenantDb) => Soon<T>, ending?: Ending, statementMs?: number): Promise<T> {
    const read = (one: Transaction) => one.read(tenantId, async (own) => work(tenantDb(tenantId, this, own)), ending);
    return this.#repeat({ kind: 'read', tenantId }, read, statementMs);
  }

  inTurn<T>(tenantId: string, part: () => Promise<T>): Promise<T> {
    return this.#inTurn({ tenantId, kind: 'walk' }, part);
  }

  async #inTurn<T>(part: LongPart, run: () => Promise<T>): Promise<T> {
    // Others may wait for what a write has locked.
    const goesOn = part.kind === 'write';
    const waitMs = goesOn ? this.#parts.limits.waitMs / 3 : this.#longMs;
    using _ = await this.#turns.take(part, { waitMs, goesOn, gone: goneSignal() });
    return await run();
  }

  readonly #cancel = (processId: number) => this.#query('SELECT pg_cancel_backend($1)', [processId]);

  write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.#write({ kind: 'write', tenantId }, nothing, work);
  }

  writeFrom<F, T>(
    tenantId: string,
    first: (opening: TenantOpening) => Soon<F>,
    work: (tx: TenantTx, first: F) => Promise<T>,
  ): Promise<T> {
    return this.#write({ kind: 'write', tenantId }, first, work);
  }

  writeInParts<T>(tenantId: string, work: (tx: TenantTx, inTurn: InTurn) => Promise<T>): Promise<T> {
    const inTurn: InTurn = (part) => this.#inTurn({ tenantId, kind: 'write' }, part);
    return this.#write({ kind: 'longWrite', tenantId }, nothing, (tx) => work(tx, inTurn));
  }

  async #write<F, T>(
    claim: Claim & { readonly tenantId: string },
    first: (opening: TenantOpening) => Soon<F>,
    work: (tx: TenantTx, first: F) => Promise<T>,
  ): Promise<T> {
    const { tenantId } = claim;
    const open = (own: TenantStatements) => first(tenantOpening(tenantId, this, own));
    const go = async (own: TenantStatements, server: number, asked: F): Promise<[T, TenantTx]> => {
      const now = instantOf(server + this.clock.offset);
      const tx = tenantTx(tenantId, this, own, { now, announceDue: this.#announceDue });
      const result = await work(tx, asked);
      writeLast(tx);
      return [result, tx];
    };
    const [result, tx] = await outermost(() => this.#repeat(claim, (one) => one.write(tenantId, open, go)));
    committed(tx);
    return result;
  }

  tenants(page: TenantPage): Promise<string[]> {
    return this.#across.tenants(page);
  }

  dueTenants(kinds: KindsOwed, page: TenantPage, resting: readonly string[] = []): Promise<string[]> {
    return this.#across.dueTenants(kinds, page, resting);
  }

  openObligations(): Promise<OpenObligations[]> {
    return this.#across.openObligations();
  }

  severedGrants(severanceId: string): Promise<SeveredGrants> {
    return this.#across.severedGrants(severanceId);
  }

  load(): DatabaseLoad {
    const { totalCount, idleCount } = this.#parts.pool;
    return { open: totalCount, idle: idleCount, waiting: this.#shares.waiting + this.#turns.waiting };
  }

  onDue(listener: () => void): Disposable {
    return this.#parts.due.add(listener);
  }

  clockAheadMs(): number {
    return this.#parts.server.aheadMs;
  }

  async scrub(): Promise<void> {
    // See the interface: nothing that the service could do would reach the write-ahead log and its archive.
  }

  async ping(): Promise<void> {
    await this.#query('SELECT 1', []);
    await this.#disk.demandRoom((tenantId, work) => this.write(tenantId, work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= (async () => {
      await this.#parts.listener?.[Symbol.asyncDispose]();
      await this.#parts.pool.end();
    })();
    await this.#closing;
  }

  readonly #announceDue = (): void => {
    this.#parts.due.announce();
    this.#parts.listener?.notify();
  };

  /** Runs a transaction, and runs it again where it lost a conflict, or never began because the pool's connection was dead. */
  async #repeat<T>(
    claim: Claim,
    run: (transaction: Transaction) => Promise<T>,
    statementMs = this.#parts.limits.statementMs,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      {
        using _ = await this.#shares.take(claim);
        const transaction = new Transaction(await this.#checkOut(), statementMs, this.#parts.server, this.#names);
        try {
          return await run(transaction);
        } catch (error) {
          this.#disk.saw(error);
          if (!transaction.repeatable) throw error;
          const reason = error instanceof Failure ? error.internal : error;
          if (attempt >= attempts)
            throw databaseUnavailable(`a transaction was given up after ${attempts} attempts: ${reason}`, error);
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
      return await this.#parts.connect();
    } catch (error) {
      throw asUnavailable(error) ?? databaseUnavailable('PostgreSQL takes no connection', error);
    }
  }
}
