import type { SelectQueryBuilder } from 'kysely';
import type { Schema } from './schema.ts';
import type { TenantTx } from './tenant.ts';

/**
 * Locks the rows that a query of a write transaction selects, until it ends. SQLite has one writer at a time and so no row locks.
 * @param busy what to do with rows that another transaction holds; by default, wait.
 */
export function forUpdate(tx: Pick<TenantTx, 'dialect'>, busy?: 'skip') {
  return <Table extends keyof Schema, Row>(
    query: SelectQueryBuilder<Schema, Table, Row>,
  ): SelectQueryBuilder<Schema, Table, Row> => {
    if (tx.dialect === 'sqlite') return query;
    return busy === 'skip' ? query.forUpdate().skipLocked() : query.forUpdate();
  };
}
