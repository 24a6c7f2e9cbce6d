import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { databaseUnavailable } from '../unavailable.ts';

const closeFile = promisify(close);

/**
 * Brings the write-ahead log to the disk away from the thread that answers, which goes on meanwhile: SQLite's own flush, as a part of each
 * commit, would hold it. What is committed in the meantime shares the next flush.
 */
export class LogFlush implements AsyncDisposable {
  readonly #file: string;
  #descriptor: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: Error | undefined;

  /** @param file the write-ahead log; it is there from the first commit on, and is the same file until the database is closed */
  constructor(file: string) {
    this.#file = file;
  }

  /** What is not on the disk yet; `undefined` when all that was committed is. */
  get pending(): Promise<void> | undefined {
    return this.#failure ? Promise.reject(this.#failure) : (this.#next ?? this.#running);
  }

  /** The flush that runs; what is committed from now on waits for another. */
  get underWay(): Promise<void> | undefined {
    return this.#running;
  }

  /**
   * Resolves when all that was committed before the call is on the disk.
   * @throws Failure `unavailable` for good, once the disk has failed: what the system has dropped then it would not write at the next call
   */
  flush(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#running) return this.#begin();
    this.#next ??= this.#running.then(() => this.#begin());
    return this.#next;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pending?.catch(() => {});
    if (this.#descriptor !== undefined) await closeFile(this.#descriptor);
    this.#descriptor = undefined;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#flush().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #flush(): Promise<void> {
    try {
      this.#descriptor ??= openSync(this.#file, 'r+');
      const descriptor = this.#descriptor;
      await new Promise<void>((resolve, reject) => {
        fdatasync(descriptor, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      this.#failure = databaseUnavailable(
        'its log could not be written to the disk, so what was confirmed last may be lost: check the disk, and start the service again',
        error,
      );
      throw this.#failure;
    }
  }
}
