import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../src/store/migrations/migration.ts';
import { migrateSqlite } from '../src/store/sqlite/migrate.ts';
import type { Tables } from './tables.ts';

/** The tables that both databases have: each finds texts by tables and indexes of its own. */
export function tablesOfBoth(tables: Tables): Tables {
  return Object.fromEntries(Object.entries(tables).filter(([table]) => !findsTexts(table)));
}

function findsTexts(name: string): boolean {
  return name.startsWith('managed_device_texts');
}

/** On SQLite each index costs every disconnect, more than the look of all tenants that these serve (decision 141). */
const postgresAlone = ['obligations_due_at', 'obligations_planned_at'];

/** Where the two databases differ: columns and indexes that one alone has, or that may be null in one alone. */
export function twinProblems(
  [sqlite, postgres]: readonly [Tables, Tables],
  steps: readonly Migration[],
  sqliteIndexes: readonly string[] = indexesOfSqlite(),
): string[] {
  return [
    ...differences(columnLines(sqlite), columnLines(postgres)),
    ...differences(
      sqliteIndexes.map((name) => `the index ${name}`),
      [...indexesOfPostgres(steps)]
        .filter((name) => !findsTexts(name) && !postgresAlone.includes(name))
        .map((name) => `the index ${name}`),
    ),
  ];
}

function differences(sqlite: readonly string[], postgres: readonly string[]): string[] {
  return [
    ...sqlite.filter((line) => !postgres.includes(line)).map((line) => `${line} is in sqlite alone`),
    ...postgres.filter((line) => !sqlite.includes(line)).map((line) => `${line} is in postgres alone`),
  ].map((line) => `${line}: its migration has to make it in both`);
}

function columnLines(tables: Tables): string[] {
  return Object.entries(tablesOfBoth(tables)).flatMap(([table, columns]) =>
    Object.entries(columns).map(([name, { nullable }]) => `${table}.${name}${nullable ? '' : ', never null,'}`),
  );
}

function indexesOfSqlite(): string[] {
  using database = new DatabaseSync(':memory:');
  migrateSqlite(database, 'production');
  const indexes = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`);
  return indexes.all().map(({ name }) => String(name));
}

function indexesOfPostgres(steps: readonly Migration[]): Set<string> {
  const names = new Set<string>();
  for (const sql of statements(steps)) {
    const [, made] = /^CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?(\w+)/.exec(sql) ?? [];
    const [, dropped] = /^DROP INDEX (\w+)/.exec(sql) ?? [];
    if (made !== undefined) names.add(made);
    if (dropped !== undefined) names.delete(dropped);
  }
  return names;
}

/** Tables of tenants' rows that PostgreSQL does not guard by row-level security, the owner's sessions included. */
export function unguardedTables(postgres: Tables, steps: readonly Migration[]): string[] {
  const all = statements(steps);
  return Object.entries(postgres)
    .filter(([, columns]) => 'tenant_id' in columns)
    .flatMap(([table]) => {
      const forced = all.findLast((sql) =>
        new RegExp(`^ALTER TABLE ${table} (NO )?FORCE ROW LEVEL SECURITY`).test(sql),
      );
      const guarded =
        all.includes(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`) &&
        all.some((sql) => sql.startsWith(`CREATE POLICY tenant ON ${table} `)) &&
        forced?.includes(' NO FORCE ') === false;
      return guarded
        ? []
        : [`${table} has rows of tenants and no row-level security in postgres: make it with tenantTable`];
    });
}

/** Steps that are not in the order of their numbers, or have one that another has. */
export function misnumbered(steps: readonly Migration[]): string[] {
  return steps.flatMap(({ version, name }, index) => {
    const before = steps[index - 1]?.version ?? 0;
    return version > before
      ? []
      : [`the migration "${name}" is ${version}, and comes after ${before}: number it higher`];
  });
}

function statements(steps: readonly Migration[]): string[] {
  return steps.flatMap((step) => step.statements('postgres').map((sql) => sql.trim()));
}
