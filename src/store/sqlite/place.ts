import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { databaseUnavailable } from '../unavailable.ts';

/**
 * Where the file of a database was when it was opened. SQLite goes on writing into a file that was moved away, and everything would be
 * answered, and gone when the next start finds none, or another one, in its place.
 */
export class DatabasePlace {
  readonly #file: string;
  readonly #identity: string | undefined;

  /** @param file one that exists */
  constructor(file: string) {
    this.#file = file;
    this.#identity = identityOf(file);
  }

  /** @throws Failure `unavailable` when the file is not there any more; some microseconds where it is */
  demand(): void {
    if (identityOf(this.#file) === this.#identity) return;
    throw databaseUnavailable(
      `${dirname(this.#file)} was moved away or replaced while it is being served: put it back, or start the service anew`,
    );
  }

  /** The size of the write-ahead log, in bytes. */
  get logBytes(): number {
    return statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }
}

/** Device and inode; a file that takes the place of another has other ones. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
