import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

/**
 * A connection that refuses a statement which does not name its tenant. It can't see everything, a join that forgets one side, say;
 * it does see the `where` that is missing, on SQLite, where no row-level security would.
 */
export class TenantConnection implements DatabaseConnection {
  readonly #tenantId: string;
  readonly #connection: () => DatabaseConnection;

  /** @param connection called for each statement; throws when the transaction has ended. */
  constructor(tenantId: string, connection: () => DatabaseConnection) {
    this.#tenantId = tenantId;
    this.#connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!query.sql.includes('tenant_id') || !query.parameters.includes(this.#tenantId)) {
      throw new Error(`a statement does not name its tenant: ${query.sql}`);
    }
    return this.#connection().executeQuery<Row>(query);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection().streamQuery(query);
  }
}
