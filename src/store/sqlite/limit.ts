import type { DatabaseSync } from 'node:sqlite';
import { PageBytes } from '../query/page-budget.ts';
import { databaseUnavailable } from '../unavailable.ts';

/** What one statement may come to. */
export interface StatementBounds {
  readonly milliseconds: number;
  /** Calls of functions that are ours: each keeps about 130 bytes until the statement ends. */
  readonly calls: number;
}

const usual: StatementBounds = { milliseconds: 5000, calls: 1_000_000 };

/**
 * Ends statements that read too much, or that nobody waits for any more: SQLite does not stop when told. A statement asks by itself
 * whether it may go on, by the SQL function `in_time()`; it stands in those whose rows a client's condition decides.
 */
export class StatementLimit {
  readonly #bounds: StatementBounds;
  #until = 0;
  #milliseconds = 0;
  #calls = 0;
  readonly #page = new PageBytes();

  /** @param isGivenUp whether nobody waits for the statement that runs */
  constructor(database: DatabaseSync, bounds: StatementBounds = usual, isGivenUp: () => boolean = () => false) {
    this.#bounds = bounds;
    // Not deterministic, so that it is asked for each row.
    database.function('in_time', { directOnly: true }, () => {
      if (isGivenUp()) throw databaseUnavailable('a statement was ended, because nobody waits for it any more');
      if (performance.now() > this.#until) throw this.#exceeded(`longer than ${this.#milliseconds} ms`);
      return 1;
    });
    database.function('fits_page', { directOnly: true }, (bytes) => (this.#page.fits(Number(bytes)) ? 1 : 0));
    database.function('row_of_page', { directOnly: true }, (pageSize) => this.#page.rowOf(Number(pageSize)));
  }

  /** Call it before each statement. */
  begin(milliseconds = this.#bounds.milliseconds): void {
    this.#milliseconds = milliseconds;
    this.#until = performance.now() + milliseconds;
    this.#calls = 0;
    this.#page.begin();
  }

  /** @throws Failure `unavailable` when the statement has called too often */
  call(): void {
    this.#calls += 1;
    if (this.#calls > this.#bounds.calls) throw this.#exceeded(`more than ${this.#bounds.calls} calls of functions`);
  }

  #exceeded(what: string): Error {
    return databaseUnavailable(`a statement was ended, because it took ${what}; PostgreSQL does not hold others up`);
  }
}

/** Whether how long a statement takes is not known before it runs. */
export function isOfUnknownLength(sql: string): boolean {
  return sql.includes('in_time()');
}
