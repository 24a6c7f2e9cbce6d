import type { EntityType } from '../edm/type.ts';
import { fail } from '../model/failures.ts';

/** The row, or the 404 that says which one is missing. */
export function foundIn<Row>(type: EntityType, row: Row | undefined, id: string): Row {
  if (row) return row;
  throw fail('entityNotFound', { type: type.name, id });
}
