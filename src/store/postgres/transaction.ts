import type { CompiledQuery, QueryResult } from 'kysely';
import pg from 'pg';
import type { Soon } from '../../core/soon.ts';
import { nobodyWaits } from '../search-time.ts';
import type { TenantStatements } from '../tenant.ts';
import { type Connection, type PreparedQuery, TenantConnection } from '../tenant-connection.ts';
import { PostgresConnection } from './connection.ts';
import { lastValue, type ServerClock, serverMilliseconds } from './server-clock.ts';
import type { StatementNames } from './statement-names.ts';

/** How a read ends before it is done. */
export interface Ending {
  /** Tells that nobody waits for it any more. */
  readonly gone: AbortSignal;
  /** Ends the statement that a process of the server is at. */
  readonly cancel: (processId: number) => Promise<unknown>;
}

/** One attempt at a transaction on a connection that it gives back to the pool. */
export class Transaction {
  readonly #client: pg.PoolClient;
  readonly #connection: PostgresConnection;
  readonly #statementMs: number;
  readonly #server: ServerClock;
  #begun = false;

  constructor(client: pg.PoolClient, statementMs: number, server: ServerClock, names: StatementNames | undefined) {
    this.#server = server;
    this.#client = client;
    this.#connection = new PostgresConnection(client, names);
    this.#statementMs = statementMs;
  }

  /** Whether, after a failure, it is certain that nothing was done and worth while to try again. */
  get repeatable(): boolean {
    return this.#connection.conflicted || (this.#connection.lost && !this.#begun);
  }

  /**
   * Writes begin before their work does, at `now` by the server's clock, and have ended when this resolves. What they ask for first is sent along
   * with the beginning; should that fail, it finds no tenant and so no rows.
   */
  async write<F, T>(
    tenantId: string,
    first: (connection: TenantStatements) => Soon<F>,
    work: (connection: TenantStatements, now: number, first: F) => Promise<T>,
  ): Promise<T> {
    const connection = this.#connection;
    const sent: Promise<unknown>[] = [];
    const writing: Connection = {
      executeQuery: (query) => connection.executeQuery(query),
      executePrepared: (query) => connection.executePrepared(query),
      sendPrepared: (query) => {
        const answer = connection.executePrepared(query);
        // It is looked at in the end.
        answer.catch(() => {});
        sent.push(answer);
      },
      streamQuery: () => connection.streamQuery(),
    };
    try {
      const begin = async () => lastValue(await connection.begin(this.#begin('READ WRITE', tenantId)));
      const beginning = this.#server.read(begin).then(this.#hasBegun);
      const [begun, asked] = await Promise.allSettled([beginning, perform(tenantId, writing, first)]);
      if (begun.status === 'rejected') throw begun.reason;
      if (asked.status === 'rejected') throw asked.reason;
      const value = await perform(tenantId, writing, (own) => work(own, begun.value, asked.value));
      const [{ command }] = await Promise.all([connection.run('COMMIT'), ...sent]);
      // PostgreSQL answers the COMMIT of a transaction in which a statement failed with ROLLBACK, and calls that no error.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction failed, and its failure was swallowed');
      return value;
    } catch (error) {
      await this.#rollBack();
      // What was thrown came of it, where something failed that nobody waited for.
      const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
      throw failed?.status === 'rejected' ? failed.reason : error;
    } finally {
      this.#client.release(connection.lost);
    }
  }

  /**
   * A read takes one round trip. What is prepared stands alone, in one statement with its tenant; any other is sent along with the beginning
   * of a transaction, whose end nobody waits for. Should the beginning fail, the statements behind it find no tenant and so no rows, and
   * the failure is what the caller gets.
   */
  async read<T>(tenantId: string, work: (connection: TenantStatements) => Promise<T>, ending?: Ending): Promise<T> {
    const connection = this.#connection;
    let beginning: Promise<pg.QueryResult> | undefined;
    let cancelling: Promise<unknown> | undefined;
    const giveUp = () => {
      cancelling = beginning?.then((begun) => ending?.cancel(processOf(begun))).catch(() => {});
    };
    ending?.gone.addEventListener('abort', giveUp, { once: true });
    const reading: Connection = {
      executeQuery: <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
        if (ending?.gone.aborted) throw nobodyWaits();
        if (!beginning) {
          beginning = connection.run(this.#begin('READ ONLY', tenantId)).then(this.#hasBegun);
          // It is looked at in the end.
          beginning.catch(() => {});
        }
        return connection.executeQuery<Row>(query);
      },
      executePrepared: <Row>(query: PreparedQuery): Promise<QueryResult<Row>> =>
        beginning
          ? connection.executePrepared<Row>(query)
          : connection.executePrepared<Row>(ofTenant(query, tenantId)).then(this.#hasBegun),
      streamQuery: () => connection.streamQuery(),
    };
    const [performed] = await Promise.allSettled([perform(tenantId, reading, work)]);
    const [begun] = await Promise.allSettled([beginning]);
    ending?.gone.removeEventListener('abort', giveUp);
    // What is told to end is this transaction, and not one that has the connection after it.
    await cancelling;
    const ended = !beginning
      ? undefined
      : performed.status === 'fulfilled'
        ? connection.run('COMMIT')
        : this.#rollBack();
    void Promise.resolve(ended)
      .catch(() => {})
      .finally(() => this.#client.release(connection.lost));
    if (begun.status === 'rejected') throw begun.reason;
    if (performed.status === 'rejected') throw performed.reason;
    return performed.value;
  }

  readonly #hasBegun = <T>(answer: T): T => {
    this.#begun = true;
    return answer;
  };

  async #rollBack(): Promise<void> {
    if (!this.#connection.lost) await this.#connection.run('ROLLBACK').catch(() => {});
  }

  /** One round trip for all that a transaction needs: settings made here end with it, as PgBouncer in transaction mode requires. */
  #begin(mode: 'READ ONLY' | 'READ WRITE', tenantId: string): string {
    const settings = {
      'assistd.tenant_id': tenantId,
      statement_timeout: String(this.#statementMs),
      idle_in_transaction_session_timeout: String(2 * this.#statementMs),
      ...plans,
    };
    const calls = Object.entries(settings).map(
      ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
    );
    return `BEGIN ISOLATION LEVEL READ COMMITTED ${mode}; SELECT ${calls.join(', ')}, pg_backend_pid() AS process_id, ${serverMilliseconds} AS server_ms`;
  }
}

/** A statement takes one core and no more of them; and a page is over before compiling its statement to machine code pays. */
const plans = { max_parallel_workers_per_gather: '0', jit: 'off' };

function processOf(begun: pg.QueryResult | pg.QueryResult[]): number {
  return Number([begun].flat().at(-1)?.rows[0]?.process_id);
}

async function perform<T>(
  tenantId: string,
  connection: Connection,
  work: (own: TenantStatements) => Soon<T>,
): Promise<T> {
  let ended = false;
  const own = new TenantConnection(tenantId, () => {
    if (ended) throw new Error('the transaction has ended; what it was given must not be used any more');
    return connection;
  });
  try {
    return await work(own);
  } finally {
    ended = true;
  }
}

/**
 * A query that sets its tenant by itself, for this statement alone. What it asks hangs by `tenant.id`, and a subquery with an OFFSET is
 * not pulled into what is around it: so its rows are looked for when the tenant is set, in whatever order tables are joined.
 */
function ofTenant(query: PreparedQuery, tenantId: string): PreparedQuery {
  const parameters = [...query.parameters, tenantId];
  const sql = `WITH tenant AS MATERIALIZED (SELECT set_config('assistd.tenant_id', $${parameters.length}, true) AS id)
    SELECT found.* FROM tenant CROSS JOIN LATERAL
    (SELECT * FROM (${query.sql}) AS asked WHERE tenant.id IS NOT NULL OFFSET 0) AS found`;
  return { ...query, name: `${query.name}_alone`, sql, parameters };
}
