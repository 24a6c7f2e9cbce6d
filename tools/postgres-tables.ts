import { type Migration, typed } from '../src/store/migrations/migration.ts';
import { migrations, migrationTable } from '../src/store/migrations/migrations.ts';
import type { TableColumn, Tables } from './tables.ts';

type Table = Record<string, TableColumn>;

/** The tables that the migrations make in PostgreSQL, read from their SQL: no server is there to ask. */
export function postgresTables(steps: readonly Migration[] = migrations): Tables {
  const tables: Record<string, Table> = {};
  const statements = steps.flatMap((step) => step.statements('postgres').map((sql) => typed('postgres', sql)));
  for (const sql of [migrationTable('postgres'), ...statements]) applyStatement(tables, sql.trim());
  return tables;
}

function applyStatement(tables: Record<string, Table>, sql: string): void {
  const created = /^CREATE TABLE (\w+) \((.*)\)$/s.exec(sql);
  const altered = /^ALTER TABLE (\w+) (.*)$/s.exec(sql);
  const dropped = /^DROP TABLE (\w+)$/.exec(sql);
  if (created?.[1]) {
    const definitions = parts(created[2] ?? '').filter((part) => !constraint.test(part));
    tables[created[1]] = Object.assign({}, ...definitions.map(columnOf));
  } else if (altered?.[1] && altered[2]) applyChange(tables[altered[1]], altered[2], sql);
  else if (dropped?.[1]) delete tables[dropped[1]];
  else if (/^(CREATE( \w+)*|ALTER|DROP) TABLE\b/.test(sql)) throw notRead(sql);
}

const constraint = /^(PRIMARY KEY|UNIQUE|CHECK|CONSTRAINT)\b/;

function applyChange(table: Table | undefined, change: string, sql: string): void {
  if (!table) throw notRead(sql);
  const added = /^ADD COLUMN (.*)$/s.exec(change)?.[1];
  const [, dropped] = /^DROP COLUMN "?(\w+)"?$/.exec(change) ?? [];
  const [, name, nullability] = /^ALTER COLUMN "?(\w+)"? (SET|DROP) NOT NULL$/.exec(change) ?? [];
  const column = name === undefined ? undefined : table[name];
  if (added !== undefined && parts(added).length === 1) Object.assign(table, columnOf(added));
  else if (dropped !== undefined) delete table[dropped];
  else if (name !== undefined && column) table[name] = { ...column, nullable: nullability === 'DROP' };
  else if (!/^((ENABLE|FORCE|DISABLE|NO FORCE) ROW LEVEL SECURITY$|OWNER TO |SET \()/.test(change)) throw notRead(sql);
}

function columnOf(definition: string): Table {
  const [, name, type, rest = ''] =
    /^"?(\w+)"? (TEXT|BIGINT|SMALLINT|INTEGER|DOUBLE PRECISION|BYTEA)\b(.*)$/s.exec(definition.trim()) ?? [];
  if (name === undefined || type === undefined) throw notRead(definition);
  return { [name]: { type: type.toLowerCase(), nullable: !/\b(NOT NULL|PRIMARY KEY)\b/.test(rest) } };
}

/** The parts of a list between the commas that stand in no parentheses. */
function parts(list: string): string[] {
  return (list.match(/(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? []).map((part) => part.trim());
}

function notRead(sql: string): Error {
  return new Error(`tools/postgres-tables.ts does not know what this makes of a table; teach it: ${sql.slice(0, 200)}`);
}
