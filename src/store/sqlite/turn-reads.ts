import type { StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { PreparedQuery } from '../tenant-connection.ts';
import type { SqliteConnection, TimedConnection } from './connection.ts';

/**
 * The reads of one turn of the event loop share a read transaction, which ends with the turn: alone, each takes the locks of the file and gives
 * them back, which is twice the price of finding a row. It ends before anything is committed as well, so that whoever has written reads what
 * he wrote, and so that the log can be emptied.
 */
export class TurnReads implements TimedConnection {
  readonly #connection: SqliteConnection;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #open = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#begin = connection.database.prepare('BEGIN');
    this.#commit = connection.database.prepare('COMMIT');
  }

  executeQuery<Row>(query: CompiledQuery, limitMs?: number): Promise<QueryResult<Row>> {
    this.#share();
    return this.#connection.executeQuery<Row>(query, limitMs);
  }

  executePrepared<Row>(query: PreparedQuery): QueryResult<Row> {
    this.#share();
    return this.#connection.executePrepared<Row>(query);
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery();
  }

  #share(): void {
    if (this.#open) return;
    this.#begin.run();
    this.#open = true;
    setImmediate(this.end);
  }

  /** The next read sees what is committed by then. */
  readonly end = (): void => {
    if (!this.#open) return;
    this.#open = false;
    // A file that failed has ended it already.
    if (this.#connection.database.isTransaction) this.#commit.run();
  };
}
