import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { countingSearchTime, goneSignal, searchTimeLeft } from '../search-time.ts';
import type { SqliteConnection, TimedConnection } from './connection.ts';
import { isOfUnknownLength } from './limit.ts';
import type { SqliteQueue } from './queue.ts';
import type { SearchTurns } from './search-turns.ts';

/** How long the search of one request may take, in milliseconds. */
const searchMs = 5000;

/** Statements that read no more than they show run at once; all others go the long way. */
export class ByLength implements DatabaseConnection {
  readonly #short: DatabaseConnection;
  readonly #long: DatabaseConnection;

  constructor(short: DatabaseConnection, long: DatabaseConnection) {
    this.#short = short;
    this.#long = long;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return (isOfUnknownLength(query.sql) ? this.#long : this.#short).executeQuery<Row>(query);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.#short.streamQuery(query);
  }
}

/** The statements of one tenant's search, each in its turn, as long as they may take, and while somebody waits for them. */
export class InTurns implements DatabaseConnection {
  readonly #connection: TimedConnection;
  readonly #turns: SearchTurns;
  readonly #tenantId: string;

  constructor(connection: TimedConnection, turns: SearchTurns, tenantId: string) {
    this.#connection = connection;
    this.#turns = turns;
    this.#tenantId = tenantId;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const gone = goneSignal();
    const search = () => {
      const limitMs = searchTimeLeft(searchMs);
      return countingSearchTime(() => this.#connection.executeQuery<Row>(query, limitMs, gone));
    };
    return this.#turns.run(this.#tenantId, search, gone);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery(query);
  }
}

/** Reads on the writer's connection, each at an instant at which nothing uncommitted can be seen. */
export class BetweenTransactions implements TimedConnection {
  readonly #connection: SqliteConnection;
  readonly #queue: SqliteQueue;

  constructor(connection: SqliteConnection, queue: SqliteQueue) {
    this.#connection = connection;
    this.#queue = queue;
  }

  executeQuery<Row>(query: CompiledQuery, limitMs?: number): Promise<QueryResult<Row>> {
    return this.#queue.between(() => this.#connection.executeQuery<Row>(query, limitMs));
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery();
  }
}
