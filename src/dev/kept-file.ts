import { writeWhole } from '../core/private-file.ts';

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
