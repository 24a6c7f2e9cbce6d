import type { Dialect } from '../schema.ts';

/**
 * One step of the schema. Steps are never edited once they were released: what they did is in databases.
 *
 * Replicas of two neighbouring versions run side by side, so a change that takes something away comes in two releases: first
 * expand (add the new, write both, `oldestProgram` stays), then contract (take the old away, `oldestProgram` rises).
 *
 * A step that adds nothing but an index to a table that may have many rows says `IF NOT EXISTS`, so that it can be built before, concurrently
 * (decision 136).
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** The lowest schema version that a program may know and still work on a database that has this step. */
  readonly oldestProgram: number | ((dialect: Dialect) => number);
  /** See {@link typed} for how types are written. */
  readonly statements: (dialect: Dialect) => readonly string[];
}

/**
 * SQL is written once, with the types TEXT, BIGINT, SMALLINT and DOUBLE PRECISION. STRICT tables of SQLite know INTEGER and REAL
 * alone; on PostgreSQL text compares by code point, as it does on SQLite, whatever the locale of the database.
 */
export function typed(dialect: Dialect, sql: string): string {
  return dialect === 'sqlite'
    ? sql.replace(/\b(BIGINT|SMALLINT)\b/g, 'INTEGER').replace(/\bDOUBLE PRECISION\b/g, 'REAL')
    : sql.replace(/\bTEXT\b(?! COLLATE)/g, 'TEXT COLLATE "C"');
}

/** A table of tenants' rows; on PostgreSQL a session sees those of the tenant in its setting `assistd.tenant_id`, and no others. */
export function tenantTable(dialect: Dialect, name: string, columns: string): string[] {
  const create = `CREATE TABLE ${name} (${columns})`;
  if (dialect === 'sqlite') return [`${create} STRICT`];
  const mine = `tenant_id = current_setting('assistd.tenant_id', true)`;
  return [
    create,
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
    // The owner too, where the service runs under the role that owns the tables.
    `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${name} USING (${mine}) WITH CHECK (${mine})`,
  ];
}
