import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { Connection, PreparedQuery } from '../tenant-connection.ts';
import { registerDeviceLine } from './device-line.ts';
import { type StatementBounds, StatementLimit } from './limit.ts';
import { asTrouble } from './trouble.ts';
import { registerUnicodeCase } from './unicode-case.ts';

interface Prepared {
  readonly statement: StatementSync;
  /** Whether it may change rows. */
  readonly writes: boolean;
  /** Makes a row of its values; `undefined` for a statement that gives no rows. */
  readonly rowOf: ((cells: unknown[]) => object) | undefined;
}

/** Rows as SQLite has them: the names of the columns once, and each row's values in their order. */
export interface Cells {
  readonly columns: readonly string[];
  readonly cells: readonly unknown[][];
}

export function rowsOf<Row>({ columns, cells }: Cells): Row[] {
  return cells.map(rowMaker(columns)) as Row[];
}

const troubleMs = 60_000;

// Filters make statements of their own, so the number of different ones has no limit; those of our own code are some hundred.
const kept = 500;

/** One that ends a statement after `limitMs` milliseconds, or when its asker is `gone`, where the statement asks for the time. */
export interface TimedConnection extends Connection {
  executeQuery<Row>(query: CompiledQuery, limitMs?: number, gone?: AbortSignal): Promise<QueryResult<Row>>;
}

/** A connection of `node:sqlite` for Kysely, with its statements kept prepared. */
export class SqliteConnection implements TimedConnection {
  readonly database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();
  readonly #limit: StatementLimit;
  #writes = 0;
  #trouble: { readonly failure: Error; readonly at: number } | undefined;

  constructor(database: DatabaseSync, bounds?: StatementBounds, isGivenUp?: () => boolean) {
    this.database = database;
    this.#limit = new StatementLimit(database, bounds, isGivenUp);
    registerUnicodeCase(database, this.#limit);
    registerDeviceLine(database);
  }

  async executeQuery<Row>(query: CompiledQuery, limitMs?: number): Promise<QueryResult<Row>> {
    return this.#execute<Row>(query, limitMs);
  }

  executePrepared<Row>(query: PreparedQuery): QueryResult<Row> {
    return this.#execute<Row>(query);
  }

  #execute<Row>({ sql, parameters }: CompiledQuery, limitMs?: number): QueryResult<Row> {
    try {
      const prepared = this.#prepare(sql);
      this.#limit.begin(limitMs);
      if (prepared.writes) this.#writes++;
      return this.#run<Row>(prepared, parameters as readonly SQLInputValue[]);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What of the files was found wrong within the last minute: a file that is damaged in one place is read well in others. */
  get trouble(): Error | undefined {
    return this.#trouble && performance.now() - this.#trouble.at < troubleMs ? this.#trouble.failure : undefined;
  }

  /** How many statements were run that may have changed something. */
  get writes(): number {
    return this.#writes;
  }

  #failed(error: unknown): unknown {
    const failure = asTrouble(error);
    if (failure) this.#trouble = { failure, at: performance.now() };
    return failure ?? error;
  }

  #run<Row>({ statement, rowOf }: Prepared, values: readonly SQLInputValue[]): QueryResult<Row> {
    if (!rowOf) return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
    return { rows: (statement.all(...values) as unknown as unknown[][]).map(rowOf) as Row[] };
  }

  /** What a read finds, as it is least to carry to another thread. */
  cells({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>, limitMs: number): Cells {
    const { statement } = this.#prepare(sql);
    this.#limit.begin(limitMs);
    const columns = statement.columns().map(({ name }) => name);
    return { columns, cells: statement.all(...(parameters as SQLInputValue[])) as unknown as unknown[][] };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('SQLite queries are not streamed; read in pages');
  }

  #prepare(sql: string): Prepared {
    const found = this.#prepared.get(sql);
    if (found) return found;
    const statement = this.database.prepare(sql);
    const names = statement.columns().map(({ name }) => name);
    if (names.length > 0) statement.setReturnArrays(true);
    const rowOf = names.length > 0 ? rowMaker(names) : undefined;
    const prepared = { statement, writes: !/^\s*select\b/i.test(sql), rowOf };
    if (this.#prepared.size >= kept) this.#prepared.delete(this.#prepared.keys().next().value as string);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/**
 * Makes the function that makes a row of its values. As an object literal it is many times faster than an object that gets its members one
 * by one: a row of 57 in 0.3 µs instead of 8. A name is quoted as JSON, so that it is a name whatever it holds.
 */
function rowMaker(names: readonly string[]): (cells: unknown[]) => object {
  const members = names.map((name, index) => `${JSON.stringify(name)}: cells[${index}]`);
  return new Function('cells', `return { ${members.join(', ')} };`) as (cells: unknown[]) => object;
}
