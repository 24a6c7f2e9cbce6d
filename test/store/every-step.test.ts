import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import pg from 'pg';
import { migrations, migrationTable, statementsOf } from '../../src/store/migrations/migrations.ts';
import type { Dialect } from '../../src/store/schema.ts';
import { registerDeviceLine } from '../../src/store/sqlite/device-line.ts';
import { postgres } from '../harness/databases.ts';
import { roles } from '../harness/postgres-server.ts';
import { tenantA } from './rows.ts';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

interface Steps extends AsyncDisposable {
  /** As whoever migrates: of no tenant, and bound by row-level security. */
  migrate(statement: string): Promise<unknown>;
  /** As somebody who sees every row. */
  run(statement: string): Promise<Record<string, unknown>[]>;
  /** Of the tables that a program writes row by row. */
  columns(): Promise<Column[]>;
}

async function onSqlite(): Promise<Steps> {
  const database = new DatabaseSync(':memory:');
  registerDeviceLine(database);
  const run = async (statement: string) => database.prepare(statement).all() as Record<string, unknown>[];
  return {
    migrate: async (statement) => database.exec(statement),
    run,
    columns: async () =>
      // The index of texts is made from the devices, and its own tables are FTS5's.
      (await run(`SELECT t.name AS "table", c.name, c.type, c."notnull" AS required
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'managed_device_texts%'`)) as unknown as Column[],
    [Symbol.asyncDispose]: async () => database.close(),
  };
}

async function onPostgres(): Promise<Steps> {
  const made = await postgres.create('empty');
  const url = made.options.postgres?.migrationUrl ?? '';
  const [owner, superuser] = [new pg.Client(url), new pg.Client(url.replace(roles.owner, roles.superuser))];
  for (const client of [owner, superuser]) await client.connect();
  const run = async (statement: string) => (await superuser.query(statement)).rows;
  return {
    migrate: (statement) => owner.query(statement),
    run,
    columns: async () =>
      (await run(`SELECT table_name AS "table", column_name AS name, data_type AS type, is_nullable = 'NO' AS required
        FROM information_schema.columns WHERE table_schema = 'public'`)) as unknown as Column[],
    [Symbol.asyncDispose]: async () => {
      for (const client of [owner, superuser]) await client.end();
      await made[Symbol.asyncDispose]();
    },
  };
}

const ofTheDatabase = ['schema_migrations', 'database_purpose', 'database_place'];

/** Two rows in every table that there is after `version`: one with all that a row may have, and one with as little. */
async function fill(steps: Steps, version: number): Promise<Map<string, number>> {
  const columns = (await steps.columns()).filter(({ table }) => !ofTheDatabase.includes(table));
  for (const table of new Set(columns.map((column) => column.table))) {
    for (const row of ['whole', 'bare']) {
      const written = columns.filter((each) => each.table === table && (row === 'whole' || each.required));
      const text = `'${row} ${version}'`;
      // A tenant has one row in some tables.
      const tenant = `'${tenantA.slice(0, -4)}${row === 'whole' ? 1 : 2}${String(version).padStart(3, '0')}'`;
      const values = written.map(({ name, type }) =>
        name === 'tenant_id' ? tenant : /text/i.test(type) ? text : version,
      );
      const names = written.map(({ name }) => `"${name}"`);
      await steps.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`);
    }
  }
  return counted(steps, new Set(columns.map(({ table }) => table)));
}

async function counted(steps: Steps, tables: Iterable<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of tables) {
    const [row] = await steps.run(`SELECT count(*) AS count FROM ${table}`);
    counts.set(table, Number(row?.count));
  }
  return counts;
}

suite('a database with rows in every table', () => {
  for (const [dialect, open] of [
    ['sqlite', onSqlite],
    ['postgres', onPostgres],
  ] as const satisfies [Dialect, () => Promise<Steps>][]) {
    test(`is taken along by every step, and loses none of them (${dialect})`, async () => {
      await using steps = await open();
      await steps.migrate(migrationTable(dialect));
      let before = new Map<string, number>();
      for (const migration of migrations) {
        for (const statement of statementsOf(migration, dialect)) await steps.migrate(statement);
        assert.deepEqual(await counted(steps, before.keys()), before, `${migration.version}: ${migration.name}`);
        before = await fill(steps, migration.version);
      }
      // What steps have written into the rows that were there.
      const without = async (table: string, column: string, known: string) =>
        (await steps.run(`SELECT * FROM ${table} WHERE "${known}" IS NOT NULL AND ${column} IS NULL`)).length;
      assert.equal(await without('managed_devices', 'user_key', 'userId'), 0);
      assert.equal(await without('grants', 'sealed_grant', 'wrapped_key'), 0);
    });
  }
});
