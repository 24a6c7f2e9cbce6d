import type { DatabaseSync } from 'node:sqlite';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import type { Soon } from '../../core/soon.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { sqliteCode, troubleOf } from './trouble.ts';
import { Turn } from './turn.ts';

/** What is done about each batch of transactions that share a commit. */
export interface AroundBatch {
  /** Throws while nothing may be written. */
  readonly demand?: () => void;
  readonly beforeCommit?: () => void;
  /** Forgets what was to be written before the commit: it is rolled back. */
  readonly rolledBack?: () => void;
  /** How many statements have written so far. Missing where nobody counts: then each transaction is taken for one that has. */
  readonly writes?: () => number;
  /** Resolves when what is committed is on the disk; missing where the COMMIT itself brings it there. */
  readonly flush?: (() => Promise<void>) | undefined;
  /** The flush that is under way, which what is committed now would not share; it may reject. */
  readonly flushing?: (() => Promise<void> | undefined) | undefined;
  /** The next batch begins after it. */
  readonly afterwards?: (() => Promise<void>) | undefined;
}

const longestBatch = 64;
/** Turns of the event loop: at the end of the first the answers go out, and in the second is read what the quickest ask next. */
const turnsForMore = 2;
const busyMilliseconds = 5000;

/**
 * The one writer of an SQLite database. Transactions that are waiting together run one after another in one `BEGIN IMMEDIATE` …
 * `COMMIT`, so that they share the price of a durable commit (one flush) and still fail alone. None stands in a savepoint, in which SQLite would keep
 * every page as it was, a third of what a short transaction takes: when one fails that has written, all is rolled back, and those before it
 * run again, each behind another in a savepoint of its own, as do those that follow. Nearly all that fails has written nothing.
 * None is answered before the commit is on the disk, not even a failed one: it may have failed because of what another wrote.
 */
export class SqliteQueue {
  readonly #database: DatabaseSync;
  readonly #waiting: Turn[] = [];
  #draining: Promise<void> | undefined;
  /** Told of what comes while a batch waits for more. */
  #arrived: (() => void) | undefined;
  /** How many turns of the event loop the batch that is open may still wait for more. */
  #turnsLeft = 0;
  #closed = false;
  #open: PromiseWithResolvers<void> | undefined;
  #readers = 0;
  #failure: Error | undefined;
  readonly #around: AroundBatch;
  readonly #flushing = new Set<Promise<void>>();

  constructor(database: DatabaseSync, around: AroundBatch = {}) {
    this.#database = database;
    this.#around = around;
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

  /** Runs `work` in a transaction. It runs alone: nothing else writes until it has settled. It may run again, so it does nothing but read and write. */
  submit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(databaseUnavailable('it is closed'));
    const turn = new Turn();
    this.#waiting.push(turn);
    this.#arrived?.();
    this.#draining ??= this.#drain();
    return turn.take(work);
  }

  /**
   * Calls `use` at an instant at which no transaction is open, for what shares the writer's connection without being one. It must
   * reach the database before it first waits.
   */
  async between<T>(use: () => Soon<T>): Promise<T> {
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
    const ran: Turn[] = [];
    let inSavepoints = false;
    let lost: Error | undefined;
    this.#open = Promise.withResolvers();
    try {
      this.#around.demand?.();
      await this.#begin();
      while (ran.length < longestBatch) {
        const next = this.#waiting.shift() ?? (await this.#more());
        if (!next) break;
        ran.push(next);
        if (inSavepoints) await this.#runInSavepoint(next);
        else {
          const before = this.#around.writes?.();
          await next.run();
          this.#demandTransaction();
          const hasWritten = before === undefined || before !== this.#around.writes?.();
          if (next.failed && hasWritten) inSavepoints = await this.#beginAgain(ran);
        }
      }
      this.#around.beforeCommit?.();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      if (ran.length === 0) ran.push(...this.#waiting.splice(0, longestBatch));
      lost = error instanceof Failure ? error : databaseUnavailable(lostBecause(error), error);
    } finally {
      this.#turnsLeft = ran.length > 1 ? turnsForMore : 0;
      this.#failure = lost;
      this.#open.resolve();
      this.#open = undefined;
    }
    const flushed = lost ? undefined : this.#around.flush?.();
    if (flushed) this.#settleOnDisk(ran, flushed);
    else for (const waiting of ran) waiting.settle(lost);
  }

  /**
   * What comes in time for this batch; `undefined` where it is to be committed now. While a flush is under way nobody would be answered sooner for a commit, which cannot
   * share it; and each commit writes the pages that every transaction changes. Where several shared the last commit, those who were answered may ask again at once.
   */
  async #more(): Promise<Turn | undefined> {
    for (let flushing = this.#around.flushing?.(); flushing; flushing = this.#around.flushing?.()) {
      const underWay = flushing;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
        underWay.then(resolve, resolve);
      });
      this.#arrived = undefined;
      if (this.#waiting.length > 0) break;
    }
    for (; this.#turnsLeft > 0 && this.#waiting.length === 0; this.#turnsLeft--) await setImmediate();
    return this.#waiting.shift();
  }

  /** Nobody is answered before what was committed is on the disk; the next batch runs meanwhile. */
  #settleOnDisk(ran: readonly Turn[], flushed: Promise<void>): void {
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
    this.#around.rolledBack?.();
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // The next BEGIN meets the same trouble, and reports it.
    }
  }

  /** Rolls back what the last has left, and has those before it do again what went with it. @returns whether there were any */
  async #beginAgain(ran: readonly Turn[]): Promise<boolean> {
    const undone = ran.filter(({ failed }) => !failed);
    this.#database.exec('ROLLBACK');
    this.#around.rolledBack?.();
    await this.#begin();
    for (const turn of undone) {
      turn.again();
      await this.#runInSavepoint(turn);
    }
    return undone.length > 0;
  }

  async #runInSavepoint(turn: Turn): Promise<void> {
    this.#around.beforeCommit?.();
    this.#database.exec('SAVEPOINT work');
    await turn.run();
    this.#demandTransaction();
    if (turn.failed) {
      this.#database.exec('ROLLBACK TO work');
      this.#around.rolledBack?.();
    }
    this.#database.exec('RELEASE work');
  }

  #demandTransaction(): void {
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
