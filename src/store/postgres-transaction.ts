import type { Kysely } from 'kysely';
import pg from 'pg';
import { boundKysely } from './bound-kysely.ts';
import { PostgresConnection } from './postgres-connection.ts';
import type { Schema } from './schema.ts';

export type Mode = 'READ ONLY' | 'READ WRITE';

/** One attempt at a transaction on a connection that it gives back to the pool. */
export class Transaction {
  readonly #client: pg.PoolClient;
  readonly #connection: PostgresConnection;
  readonly #statementMs: number;
  #begun = false;
  #ended = false;

  constructor(client: pg.PoolClient, statementMs: number) {
    this.#client = client;
    this.#connection = new PostgresConnection(client);
    this.#statementMs = statementMs;
  }

  /** Whether, after a failure, it is certain that nothing was done and worth while to try again. */
  get repeatable(): boolean {
    return this.#connection.conflicted || (this.#connection.lost && !this.#begun);
  }

  async run<T>(mode: Mode, tenantId: string, work: (sql: Kysely<Schema>) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    const usable = () => {
      if (this.#ended) throw new Error('the transaction has ended; its TenantDb must not be used any more');
      return connection;
    };
    try {
      await connection.run(this.#begin(mode, tenantId));
      this.#begun = true;
      const value = await work(boundKysely('postgres', usable));
      this.#ended = true;
      const { command } = await connection.run('COMMIT');
      // PostgreSQL answers the COMMIT of a transaction in which a statement failed with ROLLBACK, and calls that no error.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction failed, and its failure was swallowed');
      return value;
    } catch (error) {
      this.#ended = true;
      if (!connection.lost) await connection.run('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      this.#client.release(connection.lost);
    }
  }

  /** One round trip for all that a transaction needs: settings made here end with it, as PgBouncer in transaction mode requires. */
  #begin(mode: Mode, tenantId: string): string {
    const settings = {
      'assistd.tenant_id': tenantId,
      statement_timeout: String(this.#statementMs),
      idle_in_transaction_session_timeout: String(2 * this.#statementMs),
    };
    const calls = Object.entries(settings).map(
      ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
    );
    return `BEGIN ISOLATION LEVEL READ COMMITTED ${mode}; SELECT ${calls.join(', ')}`;
  }
}
