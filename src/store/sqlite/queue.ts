import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { sqliteCode, troubleOf } from './trouble.ts';

/** One transaction in the queue. `run` keeps what the work came to; `settle` tells whoever waits for it. */
interface Waiting {
  run(): Promise<void>;
  /** @param lost set when nothing of the batch was committed, whatever the work came to. */
  settle(lost?: unknown): void;
  readonly failed: boolean;
}

/** What is done about each batch of transactions that share a commit. */
export interface AroundBatch {
  /** Throws while nothing may be written. */
  readonly demand?: () => void;
  readonly beforeCommit?: () => void;
  /** Resolves when what is committed is on the disk; missing where the COMMIT itself brings it there. */
  readonly flush?: (() => Promise<void>) | undefined;
  /** The next batch begins after it. */
  readonly afterwards?: (() => Promise<void>) | undefined;
}

const longestBatch = 64;
const busyMilliseconds = 5000;

/**
 * The one writer of an SQLite database. Transactions that are waiting together run one after another in one `BEGIN IMMEDIATE` …
 * `COMMIT`, each behind another in a savepoint of its own, so that they share the price of a durable commit (one flush) and still fail alone.
 * None is answered before the commit is on the disk, not even a failed one: it may have failed because of what another wrote.
 */
export class SqliteQueue {
  readonly #database: DatabaseSync;
  readonly #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;
  #open: PromiseWithResolvers<void> | undefined;
  #readers = 0;
  #failure: Error | undefined;
  readonly #around: AroundBatch;
  readonly #flushing = new Set<Promise<void>>();
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;

  constructor(database: DatabaseSync, around: AroundBatch = {}) {
    this.#database = database;
    this.#around = around;
    this.#savepoint = database.prepare('SAVEPOINT work');
    this.#release = database.prepare('RELEASE work');
  }

  /** Why nothing of the last batch was committed; `undefined` when it was. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How many transactions wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get isBusy(): boolean {
    return this.#open !== undefined;
  }

  /** Runs `work` in a transaction. It runs alone: nothing else writes until it has settled. */
  submit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(databaseUnavailable('it is closed'));
    return new Promise((resolve, reject) => {
      let outcome: { value: T } | { error: unknown } | undefined;
      this.#waiting.push({
        run: async () => {
          try {
            outcome = { value: await work() };
          } catch (error) {
            outcome = { error };
          }
        },
        settle: (lost) => {
          if (lost !== undefined) reject(lost);
          else if (outcome && 'value' in outcome) resolve(outcome.value);
          else reject(outcome?.error);
        },
        get failed() {
          return outcome !== undefined && 'error' in outcome;
        },
      });
      this.#draining ??= this.#drain();
    });
  }

  /**
   * Calls `use` at an instant at which no transaction is open, for what shares the writer's connection without being one. It must
   * reach the database before it first waits.
   */
  async between<T>(use: () => T | Promise<T>): Promise<T> {
    this.#readers++;
    try {
      while (this.#open) await this.#open.promise;
    } finally {
      this.#readers--;
    }
    return use();
  }

  /** Lets what was submitted finish, and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
    await Promise.all(this.#flushing);
  }

  async #drain(): Promise<void> {
    // Requests that arrived together are read from their sockets in one turn of the event loop, each with all that it can do at
    // once. Waiting for the end of the turn lets them share one commit; otherwise the first would block the rest with its fsync.
    await setImmediate();
    while (this.#waiting.length > 0) {
      await this.#batch();
      await this.#around.afterwards?.();
      if (this.#readers > 0) await setImmediate();
    }
    this.#draining = undefined;
  }

  async #batch(): Promise<void> {
    const ran: Waiting[] = [];
    let isFirst = true;
    let lost: Error | undefined;
    this.#open = Promise.withResolvers();
    try {
      this.#around.demand?.();
      await this.#begin();
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
        ran.push(next);
        await (isFirst ? this.#runFirst(next) : this.#runBehind(next));
        isFirst &&= next.failed;
        if (ran.length >= longestBatch) break;
      }
      this.#around.beforeCommit?.();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      if (ran.length === 0) ran.push(...this.#waiting.splice(0, longestBatch));
      lost = error instanceof Failure ? error : databaseUnavailable(lostBecause(error), error);
    } finally {
      this.#failure = lost;
      this.#open.resolve();
      this.#open = undefined;
    }
    const flushed = lost ? undefined : this.#around.flush?.();
    if (flushed) this.#settleOnDisk(ran, flushed);
    else for (const waiting of ran) waiting.settle(lost);
  }

  /** Nobody is answered before what was committed is on the disk; the next batch runs meanwhile. */
  #settleOnDisk(ran: readonly Waiting[], flushed: Promise<void>): void {
    const settled = flushed
      .then(
        () => undefined,
        (error: Error) => {
          this.#failure = error;
          return error;
        },
      )
      .then((lost) => {
        this.#flushing.delete(settled);
        for (const waiting of ran) waiting.settle(lost);
      });
    this.#flushing.add(settled);
  }

  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // The next BEGIN meets the same trouble, and reports it.
    }
  }

  /** Nothing is before it that has to stay when it fails. In a savepoint SQLite would keep every page as it was, which is a part of what an import takes. */
  async #runFirst(waiting: Waiting): Promise<void> {
    await this.#run(waiting);
    if (!waiting.failed) return;
    this.#database.exec('ROLLBACK');
    await this.#begin();
  }

  async #runBehind(waiting: Waiting): Promise<void> {
    this.#savepoint.run();
    await this.#run(waiting);
    if (waiting.failed) this.#database.exec('ROLLBACK TO work');
    this.#release.run();
  }

  async #run(waiting: Waiting): Promise<void> {
    await waiting.run();
    // A full disk or a failed read or write ends the whole transaction inside SQLite, not only the statement.
    if (!this.#database.isTransaction) throw new Error('SQLite gave the transaction up');
  }

  /** Another process may be writing, a backup or a second assistd: wait without blocking the event loop, and not for ever. */
  async #begin(): Promise<void> {
    const until = performance.now() + busyMilliseconds;
    for (;;) {
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error;
        await setTimeout(5 + Math.random() * 10);
      }
    }
  }
}

function lostBecause(error: unknown): string {
  return `nothing of a batch of writes was committed: ${troubleOf(error) ?? (error as Error).message}`;
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return sqliteCode(error) === sqliteBusy;
}
