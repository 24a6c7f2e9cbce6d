import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A file that only its owner can read, and that a crash leaves as it was or as it should be. It is written when it is touched, at
 * once after a pause, and otherwise once for all touches within `pauseMs`.
 */
export class KeptFile implements Disposable {
  readonly #file: string;
  readonly #content: () => string;
  readonly #pauseMs: number;
  #pause: NodeJS.Timeout | undefined;
  #touched = false;

  constructor(file: string, content: () => string, pauseMs = 100) {
    this.#file = file;
    this.#content = content;
    this.#pauseMs = pauseMs;
  }

  touch(): void {
    this.#touched = true;
    if (this.#pause === undefined) this.#write();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#pause);
    if (this.#touched) writeWhole(this.#file, this.#content());
  }

  #write(): void {
    this.#touched = false;
    writeWhole(this.#file, this.#content());
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#touched) this.#write();
    }, this.#pauseMs);
    this.#pause.unref();
  }
}

/** The content, or `undefined` where there is no such file. */
export function readKept(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Readers find the old content or the new one, never a part. */
export function writeWhole(file: string, content: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(aside, 'wx', 0o600);
  try {
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
