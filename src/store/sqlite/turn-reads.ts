import type { StatementSync } from 'node:sqlite';
import { CompiledQuery, type QueryResult } from 'kysely';
import type { PreparedQuery } from '../tenant-connection.ts';
import type { SqliteConnection, TimedConnection } from './connection.ts';

/** How many different reads are known. */
const mostKnown = 1000;
/** What finds more rows is not asked for every second. */
const mostRows = 10;

/** Another after each commit of any other connection, in this process or another (https://www.sqlite.org/pragma.html#pragma_data_version). */
const dataVersion: PreparedQuery = { ...CompiledQuery.raw('PRAGMA data_version'), name: '' };

/**
 * The reads of one turn of the event loop share a read transaction, which ends with the turn: alone, each takes the locks of the file and gives
 * them back, which is twice the price of finding a row. It ends before anything is committed as well, so that whoever has written reads what
 * he wrote, and so that the log can be emptied.
 *
 * What was read stays known until the file changes, whoever changes it: scripts ask for the same again and again until something has happened.
 */
export class TurnReads implements TimedConnection {
  readonly #connection: SqliteConnection;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  /** Of the version of the file that this turn has found. */
  readonly #known = new Map<string, QueryResult<unknown>>();
  #knownVersion: number | undefined;
  #looked = false;
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
    this.#look();
    const key = keyOf(query);
    const known = this.#known.get(key);
    if (known) return known as QueryResult<Row>;
    this.#share();
    const found = this.#connection.executePrepared<Row>(query);
    if (found.rows.length <= mostRows) this.#keep(key, found);
    return found;
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery();
  }

  #look(): void {
    if (this.#looked) return;
    const [found] = this.#connection.executePrepared<{ readonly data_version: number }>(dataVersion).rows;
    const version = found?.data_version;
    this.#looked = true;
    setImmediate(this.end);
    if (version === this.#knownVersion) return;
    this.#known.clear();
    this.#knownVersion = version;
  }

  #keep(key: string, found: QueryResult<unknown>): void {
    // Whoever changed what he was given would change what others are given.
    for (const row of found.rows) Object.freeze(row);
    Object.freeze(found.rows);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(key, found);
  }

  #share(): void {
    if (this.#open) return;
    this.#begin.run();
    this.#open = true;
    if (!this.#looked) setImmediate(this.end);
  }

  /** The next read sees what is committed by then. */
  readonly end = (): void => {
    this.#looked = false;
    if (!this.#open) return;
    this.#open = false;
    // A file that failed has ended it already.
    if (this.#connection.database.isTransaction) this.#commit.run();
  };
}

/** Which statement, and with which parameters: each text with its length, so that no two reads look alike. */
function keyOf({ name, parameters }: PreparedQuery): string {
  let key = name;
  for (const value of parameters) key += typeof value === 'string' ? `"${value.length} ${value}` : `,${value}`;
  return key;
}
