import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { type StatementBounds, StatementLimit } from './limit.ts';
import { asTrouble } from './trouble.ts';
import { registerUnicodeCase } from './unicode-case.ts';

interface Prepared {
  readonly statement: StatementSync;
  /** `undefined` for a statement that gives no rows. */
  readonly columns: readonly string[] | undefined;
}

/** Rows as SQLite has them: the names of the columns once, and each row's values in their order. */
export interface Cells {
  readonly columns: readonly string[];
  readonly cells: readonly unknown[][];
}

export function rowsOf<Row>({ columns, cells }: Cells): Row[] {
  return cells.map((values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index++) row[columns[index] as string] = values[index];
    return row as Row;
  });
}

const troubleMs = 60_000;

// Filters make statements of their own, so the number of different ones has no limit; those of our own code are some hundred.
const kept = 500;

/** One that ends a statement after `limitMs` milliseconds, or when its asker is `gone`, where the statement asks for the time. */
export interface TimedConnection extends DatabaseConnection {
  executeQuery<Row>(query: CompiledQuery, limitMs?: number, gone?: AbortSignal): Promise<QueryResult<Row>>;
}

/** A connection of `node:sqlite` for Kysely, with its statements kept prepared. */
export class SqliteConnection implements TimedConnection {
  readonly database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();
  readonly #limit: StatementLimit;
  #trouble: { readonly failure: Error; readonly at: number } | undefined;

  constructor(database: DatabaseSync, bounds?: StatementBounds, isGivenUp?: () => boolean) {
    this.database = database;
    this.#limit = new StatementLimit(database, bounds, isGivenUp);
    registerUnicodeCase(database, this.#limit);
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery, limitMs?: number): Promise<QueryResult<Row>> {
    try {
      const prepared = this.#prepare(sql);
      this.#limit.begin(limitMs);
      return this.#run<Row>(prepared, parameters as readonly SQLInputValue[]);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What of the files was found wrong within the last minute: a file that is damaged in one place is read well in others. */
  get trouble(): Error | undefined {
    return this.#trouble && performance.now() - this.#trouble.at < troubleMs ? this.#trouble.failure : undefined;
  }

  #failed(error: unknown): unknown {
    const failure = asTrouble(error);
    if (failure) this.#trouble = { failure, at: performance.now() };
    return failure ?? error;
  }

  #run<Row>({ statement, columns }: Prepared, values: readonly SQLInputValue[]): QueryResult<Row> {
    if (!columns) return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
    // Arrays from SQLite and objects from here: a fifth faster than objects from SQLite, and they have a prototype.
    return { rows: rowsOf<Row>({ columns, cells: statement.all(...values) as unknown as unknown[][] }) };
  }

  /** What a read finds, as it is least to carry to another thread. */
  cells({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>, limitMs: number): Cells {
    const { statement, columns = [] } = this.#prepare(sql);
    this.#limit.begin(limitMs);
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
    const prepared = { statement, columns: names.length > 0 ? names : undefined };
    if (this.#prepared.size >= kept) this.#prepared.delete(this.#prepared.keys().next().value as string);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}
