/** How many bytes of text the rows of a page may have before the next one begins. */
export const pageBytes = 4 * 1024 * 1024;

/** Counts the bytes of one statement's rows, for `fits_page` and `ends_page` on SQLite. */
export class PageBytes {
  #counted = 0;
  #isFull = false;

  begin(): void {
    this.#counted = 0;
    this.#isFull = false;
  }

  /** Whether a row stays: those that begin before the page is full, and the next, which tells that there are more. */
  fits(bytes: number): boolean {
    if (this.#isFull) return false;
    this.#isFull = this.#counted >= pageBytes;
    this.#counted += bytes;
    return true;
  }

  /** Whether the row that was asked for last begins after the page is full. */
  get isFull(): boolean {
    return this.#isFull;
  }
}
