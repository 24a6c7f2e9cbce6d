/** How many bytes of text the rows of a page may have before the next one begins. */
export const pageBytes = 4 * 1024 * 1024;

/** Counts one statement's rows and their bytes, for `fits_page` and `row_of_page` on SQLite. */
export class PageBytes {
  #rows = 0;
  #bytes = 0;
  #isFull = false;

  begin(): void {
    this.#rows = 0;
    this.#bytes = 0;
    this.#isFull = false;
  }

  /** Whether a row is read: those that begin before the page is full, and the next, which tells that there are more. */
  fits(bytes: number): boolean {
    if (this.#isFull) return false;
    this.#isFull = this.#bytes >= pageBytes;
    this.#bytes += bytes;
    this.#rows++;
    return true;
  }

  /** The number of the row that was asked for last, 1 for the first; 0 where it does not stand in a page of so many rows. */
  rowOf(pageSize: number): number {
    return this.#isFull || this.#rows > pageSize ? 0 : this.#rows;
  }
}
