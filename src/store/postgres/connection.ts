import type { CompiledQuery, QueryResult } from 'kysely';
import pg from 'pg';
import { Failure } from '../../core/failure.ts';
import type { Connection, PreparedQuery } from '../tenant-connection.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { diskFull } from './disk.ts';
import type { StatementNames } from './statement-names.ts';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const serializationFailure = '40001';
const deadlockDetected = '40P01';
const featureNotSupported = '0A000';
const unknownStatement = '26000';
const duplicateStatement = '42P05';
/**
 * Connections fail, the server starts, stops, has no room or no time, has waited too long for us, cannot read its files, or has become a standby: no
 * statement of ours is to blame.
 */
const passing = /^(08|57P|53|58)|^(25006|25P03|25P04|57014|XX001|XX002)$/;

/** A checked-out connection for Kysely, which keeps what it saw go wrong: callers may wrap or swallow errors on their way. */
export class PostgresConnection implements Connection {
  readonly #client: pg.ClientBase;
  readonly #names: StatementNames | undefined;
  /** The connection is of no more use. */
  lost = false;
  /** The transaction would have gone through in another order, so it may be run again. */
  conflicted = false;

  /** @param names what prepared statements are called; without it they are planned anew each time, as all others are */
  constructor(client: pg.ClientBase, names?: StatementNames) {
    this.#client = client;
    this.#names = names;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute<Row>(query);
  }

  executePrepared<Row>(query: PreparedQuery): Promise<QueryResult<Row>> {
    return this.#execute<Row>(query, this.#names?.of(query.name));
  }

  async #execute<Row>({ sql, parameters }: CompiledQuery, name?: string): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.run(sql, parameters, name);
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE';
    return changes ? { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) } : { rows: rows as Row[] };
  }

  /** @throws Failure `unavailable` when the server is not there or asks to come back, else what the server said. */
  async run(sql: string, parameters?: readonly unknown[], name?: string): Promise<pg.QueryResult> {
    try {
      if (name === undefined) return await this.#client.query(sql, parameters && [...parameters]);
      return await this.#client.query({ name, text: sql, values: [...(parameters ?? [])] });
    } catch (error) {
      if (isOutdated(error)) this.#names?.change();
      if (isNotCarried(error)) this.#names?.giveUp();
      this.conflicted ||= isOutdated(error) || isNotCarried(error);
      const unavailable = asUnavailable(error);
      this.lost ||= unavailable !== undefined;
      this.conflicted ||= error instanceof pg.DatabaseError && isConflict(error.code);
      throw unavailable ?? error;
    }
  }

  /** Begins a transaction that writes. @throws Failure `unavailable` also where the server has become a standby, or is none that leads yet */
  async begin(sql: string): Promise<pg.QueryResult> {
    try {
      return await this.run(sql);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== featureNotSupported) throw error;
      this.lost = true;
      throw databaseUnavailable(`PostgreSQL takes no writes: ${error.message}`, error);
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('queries are not streamed; read in pages');
  }
}

/** The failure to tell callers, for errors that come from the connection and not from a statement. */
export function asUnavailable(error: unknown): Error | undefined {
  if (error instanceof Failure) return error;
  // The driver refuses a value that it can't send with one of these; that is a mistake of ours.
  if (error instanceof TypeError || error instanceof RangeError) return undefined;
  if (!(error instanceof pg.DatabaseError)) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return databaseUnavailable(`no connection to PostgreSQL${code}`, error);
  }
  if (!passing.test(error.code ?? '')) return undefined;
  const advice = error.code === diskFull ? 'its disk is full: make room; ' : '';
  return databaseUnavailable(`${advice}PostgreSQL answers ${error.code}: ${error.message}`, error);
}

/** Whether the server is there and refuses the role or the database: waiting alone changes nothing of that. */
export function isRefusal({ cause }: Failure): boolean {
  return cause instanceof pg.DatabaseError && !passing.test(cause.code ?? '');
}

/** A table has changed under a prepared statement, as when another replica has migrated: under a new name it is prepared anew. */
function isOutdated(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === featureNotSupported && error.routine === 'RevalidateCachedQuery'
  );
}

/** A pooler that does not carry prepared statements has given us a connection that does not know ours, or knows somebody else's. */
function isNotCarried(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === unknownStatement || error.code === duplicateStatement);
}

function isConflict(code: string | undefined): boolean {
  return code === serializationFailure || code === deadlockDetected;
}
