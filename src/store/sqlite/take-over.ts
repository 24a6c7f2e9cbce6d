import { extname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** So many pages are worth a run. */
const manyPages = 700;

/** From here on the log is to begin anew, with a batch that waits for the last few pages; with many it waits only where it gets still longer. */
const longLog = 1400;
const fewPages = 250;
const longerLog = 400;

/** What SQLite says of its log, in pages (https://sqlite.org/pragma.html#pragma_wal_checkpoint). */
interface Log {
  readonly log: number;
  readonly checkpointed: number;
}

/**
 * Has a thread of its own take over into the file what the write-ahead log has, where that is much. SQLite does so within the commit after which it is
 * much, and flushes both files: nobody was answered meanwhile. The log begins anew only with a commit behind which nothing waits to be taken over, so once
 * it is long, a batch waits for the last few pages.
 */
export class TakeOver implements AsyncDisposable {
  readonly #writer: DatabaseSync;
  readonly #file: string;
  readonly #ask: StatementSync;
  readonly #endReads: () => void;
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;
  #done = () => {};
  /** As long as the log has to be for a batch to wait, in pages. */
  #waitsAt = longLog;
  /** There is no thread to be had: SQLite takes the log over by itself, within commits. */
  #isLeft = false;

  /**
   * `undefined` where SQLite is left to do it, because this one does not tell how long its log is (before 3.51).
   * @param endReads ends what reads the log
   */
  static of(writer: DatabaseSync, file: string, endReads: () => void): TakeOver | undefined {
    return tellsItsLog(process.versions.sqlite) ? new TakeOver(writer, file, endReads) : undefined;
  }

  private constructor(writer: DatabaseSync, file: string, endReads: () => void) {
    writer.exec('PRAGMA wal_autocheckpoint = 0');
    this.#writer = writer;
    this.#ask = writer.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#file = file;
    this.#endReads = endReads;
  }

  /** Resolves when the next batch may begin. */
  async afterBatch(): Promise<void> {
    const asked = this.#isLeft ? undefined : this.#lengths();
    if (!asked) return;
    const { log, checkpointed } = asked;
    const left = log - checkpointed;
    if (log < longLog) this.#waitsAt = longLog;
    if (log < this.#waitsAt) {
      if (left >= manyPages) void this.#begin();
    } else if (left > fewPages && log < this.#waitsAt + longerLog) void this.#begin();
    else if (left > 0) {
      await this.#running;
      this.#endReads();
      await this.#begin();
      // Where somebody else reads the log still, the next batch does not wait for the same.
      this.#waitsAt = log + manyPages;
    }
  }

  /** `undefined` where the disk fails: what is written reports that. */
  #lengths(): Log | undefined {
    try {
      return this.#ask.get() as unknown as Log;
    } catch {
      return undefined;
    }
  }

  /** What is under way. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running;
    await this.#worker?.terminate();
  }

  #begin(): Promise<void> {
    this.#running ??= this.#takeOver().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** What fails is tried again after a later batch, and a disk that fails is reported by what is written. */
  #takeOver(): Promise<void> {
    try {
      this.#worker ??= this.#start();
    } catch {
      this.#leave();
      return Promise.resolve();
    }
    this.#worker.ref();
    this.#worker.postMessage('take over');
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  #leave(): void {
    this.#isLeft = true;
    if (this.#writer.isOpen) this.#writer.exec('PRAGMA wal_autocheckpoint = 1000');
  }

  #start(): Worker {
    // The package has the same files in JavaScript.
    const worker = new Worker(new URL(`./take-over-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#file,
    });
    worker.on('message', () => {
      // Nothing that is taken over keeps the process from ending: it is done when the file is closed.
      worker.unref();
      this.#done();
    });
    worker.on('error', () => this.#leave());
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#done();
    });
    return worker;
  }
}

function tellsItsLog(version = '0'): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 51);
}
