import type { Query } from '../../odata/expression.ts';
import type { TenantDb } from '../tenant.ts';
import type { Target } from './column.ts';
import type { Source } from './source.ts';

/** What is asked for, of whose rows and of which, and what its translation depends on: each step to a page goes by all of it. */
export interface Question {
  readonly db: TenantDb;
  readonly source: Source;
  readonly query: Query;
  readonly target: Target;
}

export function questionOf(db: TenantDb, source: Source, query: Query): Question {
  const { computed, lowered } = source;
  return { db, source, query, target: { dialect: db.dialect, computed, lowered } };
}
