import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Soon } from '../core/soon.ts';

/** A statement of `prepared`. */
export interface PreparedQuery extends CompiledQuery {
  /** The same for the same statement, for a database that keeps statements by name. */
  readonly name: string;
}

/** A connection that knows statements again. */
export interface Connection extends DatabaseConnection {
  /**
   * Runs a statement of `prepared`, without a promise where the database is in this process: one would cost more than most statements.
   * Where it is missing, they run like all others.
   */
  executePrepared?<Row>(query: PreparedQuery): Soon<QueryResult<Row>>;
  /**
   * Runs one whose answer nobody needs. Over a network it is sent, and its failure is what the transaction fails of at the latest when it
   * commits. Where it is missing, it runs at once.
   */
  sendPrepared?(query: PreparedQuery): void;
}

/**
 * A connection that refuses a statement which does not name its tenant. It can't see everything, a join that forgets one side, say;
 * it does see the `where` that is missing, on SQLite, where no row-level security would.
 */
export class TenantConnection implements Connection {
  readonly #tenantId: string;
  readonly #connection: () => Connection;

  /** @param connection called for each statement; throws when the transaction has ended. */
  constructor(tenantId: string, connection: () => Connection) {
    this.#tenantId = tenantId;
    this.#connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    demandTenant(query, this.#tenantId);
    return this.#connection().executeQuery<Row>(query);
  }

  /** `prepared` has looked for the tenant in its text once, and puts this one in. */
  executePrepared<Row>(query: PreparedQuery): Soon<QueryResult<Row>> {
    const connection = this.#connection();
    return connection.executePrepared ? connection.executePrepared<Row>(query) : connection.executeQuery<Row>(query);
  }

  sendPrepared(query: PreparedQuery): void {
    const connection = this.#connection();
    if (connection.sendPrepared) connection.sendPrepared(query);
    else if (this.executePrepared(query) instanceof Promise) {
      throw new Error('a connection that answers later has to know what nobody waits for');
    }
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection().streamQuery(query);
  }
}

/** @throws Error where a statement does not name its tenant, which stands as `tenant` among its parameters */
export function demandTenant({ sql, parameters }: CompiledQuery, tenant: unknown): void {
  if (!sql.includes('tenant_id') || !parameters.includes(tenant))
    throw new Error(`a statement does not name its tenant: ${sql}`);
}
