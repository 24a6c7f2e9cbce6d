import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { StatementLimit } from './limit.ts';

/**
 * Gives SQLite, whose own `lower` and `upper` know ASCII alone, `lower_u` and `upper_u`: the full case mapping of Unicode, as
 * `lower` and `upper` do it on PostgreSQL under an ICU collation. Each connection needs it.
 */
export function registerUnicodeCase(database: DatabaseSync, limit: StatementLimit): void {
  const settings = { deterministic: true, directOnly: true };
  const mapped = (map: (text: string) => string) => (value: SQLOutputValue) => {
    limit.call();
    return typeof value === 'string' ? map(value) : null;
  };
  database.function(
    'lower_u',
    settings,
    mapped((text) => text.toLowerCase()),
  );
  database.function(
    'upper_u',
    settings,
    mapped((text) => text.toUpperCase()),
  );
}
