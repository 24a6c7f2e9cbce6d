/** How many bytes of text the rows of a page may have before the next one begins. */
export const pageBytes = 4 * 1024 * 1024;

/** Counts the bytes of one statement's rows, for `fits_page` on SQLite. */
export class PageBytes {
  #counted = 0;
  #last = 0;

  begin(): void {
    this.#counted = 0;
    this.#last = 0;
  }

  /** Whether a row stays: those up to the one before the one before it fit. */
  fits(bytes: number): boolean {
    const fits = this.#counted < pageBytes;
    this.#counted += this.#last;
    this.#last = bytes;
    return fits;
  }
}
