import { DatabaseSync } from 'node:sqlite';
import type { Model } from '../src/edm/operation.ts';
import type { Property } from '../src/edm/type.ts';
import { model } from '../src/model/model.ts';
import { typed } from '../src/store/migrations/migration.ts';
import { migrations } from '../src/store/migrations/migrations.ts';
import type { Dialect } from '../src/store/schema.ts';
import { migrateSqlite } from '../src/store/sqlite/migrate.ts';
import {
  type Column,
  columnsOf,
  type StoredEntity,
  storedEntities,
  unstoredTypes,
} from '../src/store/stored-entities.ts';
import { postgresTables } from './postgres-tables.ts';
import type { TableColumn, Tables } from './tables.ts';
import { misnumbered, twinProblems, unguardedTables } from './twins.ts';

/** The tables that the migrations make in SQLite. */
export function sqliteTables(): Tables {
  using database = new DatabaseSync(':memory:');
  migrateSqlite(database, 'production');
  const columns = database.prepare(
    `SELECT t.name AS "table", c.name, c.type, c."notnull" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
  );
  const tables: Record<string, Record<string, TableColumn>> = {};
  for (const { table, name, type, notnull } of columns.all()) {
    tables[String(table)] = {
      ...tables[String(table)],
      [String(name)]: { type: String(type).toLowerCase(), nullable: notnull === 0 },
    };
  }
  return tables;
}

/** What of the stored types has no column, or one that does not fit: one line for each, with what to do. */
export function columnProblems(
  entities: Readonly<Record<string, StoredEntity>>,
  tables: Tables,
  dialect: Dialect,
): string[] {
  return Object.entries(entities).flatMap(([table, entity]) => {
    const columns = tables[table];
    const { name } = entity.type;
    if (!columns) return [`${name} has no table ${table} in ${dialect}: add a migration`];
    return columnsOf(entity).flatMap((column) => {
      const problem = columnProblem(column, columns[column.name], `${table}.${column.name}`, dialect);
      return problem ? [`${name}.${column.name} ${problem}`] : [];
    });
  });
}

function columnProblem(
  { property, type, nullable }: Column,
  found: TableColumn | undefined,
  column: string,
  dialect: Dialect,
): string | undefined {
  if (!found) return `has no column ${column} in ${dialect}: add a migration`;
  const right = (dialect === 'sqlite' ? typed('sqlite', type) : type).toLowerCase();
  if (found.type !== right) {
    const needed = `is ${typeOf(property)}, for which the column is ${right} in ${dialect}`;
    return `${needed}, but ${column} is ${found.type}: add a migration`;
  }
  if (!nullable || found.nullable) return undefined;
  return `may be null, but ${column} may not in ${dialect}: add a migration, or say in storedEntities that it is present`;
}

function typeOf(property: Property | undefined): string {
  if (!property) return 'the key';
  return `${property.collection ? 'a collection of ' : ''}${property.type.name}`;
}

/** The types of a model that are neither declared as stored nor as not stored. */
export function undeclaredTypes(resources: Model): string[] {
  const known = new Set([...Object.values(storedEntities).map(({ type }) => type.name), ...unstoredTypes]);
  const names = new Set(Object.values(resources).map(({ type }) => type.name));
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => `${name} stands neither in storedEntities nor in unstoredTypes of src/store/stored-entities.ts`);
}

if (import.meta.main) {
  const [sqlite, postgres] = [sqliteTables(), postgresTables()];
  const problems = [
    ...undeclaredTypes(model),
    ...columnProblems(storedEntities, sqlite, 'sqlite'),
    ...columnProblems(storedEntities, postgres, 'postgres'),
    ...twinProblems([sqlite, postgres], migrations),
    ...unguardedTables(postgres, migrations),
    ...misnumbered(migrations),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
