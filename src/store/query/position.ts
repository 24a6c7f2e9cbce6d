import { sql } from 'kysely';
import type { OrderBy, Position, Query } from '../../odata/expression.ts';
import { holdsNumbers } from '../../odata/skip-token.ts';
import { orderOf, quoted, type Sql, type Target } from './column.ts';

/** What the last row of a page has to tell so that the next one can start after it. */
export function positionColumns(
  { orderBy, select }: Pick<Query, 'orderBy' | 'select'>,
  target: Target,
): {
  /** Columns of the statement that finds the rows, each behind a comma. */
  readonly selected: Sql;
  /** Their names. */
  readonly added: readonly string[];
  of(row: Readonly<Record<string, unknown>>): Position;
} {
  const names = orderBy.map((key, index) => (isSelected(key, select) ? key.path.path.join('/') : `order_${index + 1}`));
  const extra = orderBy.flatMap((key, index) =>
    isSelected(key, select) ? [] : [sql`, ${orderOf(key, target)} as ${quoted(`order_${index + 1}`)}`],
  );
  return {
    selected: sql.join(extra, sql``),
    added: names.filter((name) => name.startsWith('order_')),
    of: (row) => ({
      values: orderBy.map((key, index) => positionValue(row[names[index] ?? ''], key)),
      id: String(row.id),
    }),
  };
}

function isSelected({ path: { path, property } }: OrderBy, select: Query['select']): boolean {
  const [name = ''] = path;
  if (path.length > 1 || property?.type.kind === 'enum' || property?.selectOnly) return false;
  return name === 'id' || !select || select.includes(name);
}

function positionValue(value: unknown, key: OrderBy): string | number | null {
  if (value === null || value === undefined) return null;
  return holdsNumbers(key) ? Number(value) : String(value);
}
