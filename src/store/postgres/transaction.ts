import type { Kysely } from 'kysely';
import pg from 'pg';
import { boundKysely } from '../bound-kysely.ts';
import type { Schema } from '../schema.ts';
import { TenantConnection } from '../tenant-connection.ts';
import { PostgresConnection } from './connection.ts';
import { lastValue, type ServerClock, serverMilliseconds } from './server-clock.ts';

/** One attempt at a transaction on a connection that it gives back to the pool. */
export class Transaction {
  readonly #client: pg.PoolClient;
  readonly #connection: PostgresConnection;
  readonly #statementMs: number;
  readonly #server: ServerClock;
  #begun = false;

  constructor(client: pg.PoolClient, statementMs: number, server: ServerClock) {
    this.#server = server;
    this.#client = client;
    this.#connection = new PostgresConnection(client);
    this.#statementMs = statementMs;
  }

  /** Whether, after a failure, it is certain that nothing was done and worth while to try again. */
  get repeatable(): boolean {
    return this.#connection.conflicted || (this.#connection.lost && !this.#begun);
  }

  /** Writes begin before their work does, at `now` by the server's clock, and have ended when this resolves. */
  async write<T>(tenantId: string, work: (sql: Kysely<Schema>, now: number) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    try {
      const begin = async () => lastValue(await connection.run(this.#begin('READ WRITE', tenantId)));
      const now = await this.#server.read(begin);
      this.#begun = true;
      const value = await this.#perform(tenantId, (sql) => work(sql, now));
      const { command } = await connection.run('COMMIT');
      // PostgreSQL answers the COMMIT of a transaction in which a statement failed with ROLLBACK, and calls that no error.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction failed, and its failure was swallowed');
      return value;
    } catch (error) {
      await this.#rollBack();
      throw error;
    } finally {
      this.#client.release(connection.lost);
    }
  }

  /**
   * A read takes one round trip: its first statement is sent along with the beginning, and nobody waits for its end. Should the
   * beginning fail, the statements behind it find no tenant and so no rows, and the failure is what the caller gets.
   */
  async read<T>(tenantId: string, work: (sql: Kysely<Schema>) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    const beginning = connection.run(this.#begin('READ ONLY', tenantId));
    const [begun, performed] = await Promise.allSettled([beginning, this.#perform(tenantId, work)]);
    const ending = performed.status === 'fulfilled' ? connection.run('COMMIT') : this.#rollBack();
    void ending.catch(() => {}).finally(() => this.#client.release(connection.lost));
    if (begun.status === 'rejected') throw begun.reason;
    this.#begun = true;
    if (performed.status === 'rejected') throw performed.reason;
    return performed.value;
  }

  async #perform<T>(tenantId: string, work: (sql: Kysely<Schema>) => Promise<T>): Promise<T> {
    let ended = false;
    const connection = new TenantConnection(tenantId, () => {
      if (ended) throw new Error('the transaction has ended; its TenantDb must not be used any more');
      return this.#connection;
    });
    try {
      return await work(boundKysely('postgres', () => connection));
    } finally {
      ended = true;
    }
  }

  async #rollBack(): Promise<void> {
    if (!this.#connection.lost) await this.#connection.run('ROLLBACK').catch(() => {});
  }

  /** One round trip for all that a transaction needs: settings made here end with it, as PgBouncer in transaction mode requires. */
  #begin(mode: 'READ ONLY' | 'READ WRITE', tenantId: string): string {
    const settings = {
      'assistd.tenant_id': tenantId,
      statement_timeout: String(this.#statementMs),
      idle_in_transaction_session_timeout: String(2 * this.#statementMs),
    };
    const calls = Object.entries(settings).map(
      ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
    );
    return `BEGIN ISOLATION LEVEL READ COMMITTED ${mode}; SELECT ${calls.join(', ')}, ${serverMilliseconds} AS server_ms`;
  }
}
