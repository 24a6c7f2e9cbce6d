import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pg from 'pg';
import { resource } from '../../src/edm/operation.ts';
import { double, entityType, int32, string } from '../../src/edm/type.ts';
import { managedDevice } from '../../src/model/device/managed-device.ts';
import { model } from '../../src/model/model.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { storedEntities } from '../../src/store/stored-entities.ts';
import { columnProblems, sqliteTables, undeclaredTypes } from '../../tools/columns.ts';
import { postgresTables } from '../../tools/postgres-tables.ts';
import { postgres } from '../harness/databases.ts';

const databases = [
  ['sqlite', sqliteTables, 'integer', 'real'],
  ['postgres', postgresTables, 'bigint', 'double precision'],
] as const;

suite('the columns of the model', () => {
  for (const [dialect, tables, integer, real] of databases) {
    test(`are in the migrated schema (${dialect})`, () => {
      assert.deepEqual(columnProblems(storedEntities, tables(), dialect), []);
    });

    test(`are demanded: a property without a column, or with one of another type, is told by name (${dialect})`, () => {
      const properties = {
        ...managedDevice.properties,
        foo: int32('Nothing.'),
        notes: int32('Notes.'),
        model: double('Model.'),
        managementState: string('State.'),
      };
      const type = entityType('managedDevice', { description: 'A device.', properties });
      const managed_devices = { ...storedEntities.managed_devices, type };
      assert.deepEqual(columnProblems({ managed_devices, gone: managed_devices }, tables(), dialect), [
        `managedDevice.managementState may be null, but managed_devices.managementState may not in ${dialect}: add a migration, or say in storedEntities that it is present`,
        `managedDevice.model is Edm.Double, for which the column is ${real} in ${dialect}, but managed_devices.model is text: add a migration`,
        `managedDevice.notes is Edm.Int32, for which the column is ${integer} in ${dialect}, but managed_devices.notes is text: add a migration`,
        `managedDevice.foo has no column managed_devices.foo in ${dialect}: add a migration`,
        `managedDevice has no table gone in ${dialect}: add a migration`,
      ]);
    });
  }

  test('are demanded of every resource: a type is declared as stored, or as not', () => {
    assert.deepEqual(undeclaredTypes(model), []);
    const type = entityType('widget', { description: 'A widget.', properties: {} });
    const widgets = resource({ kind: 'entitySet', type, paths: [] });
    assert.deepEqual(undeclaredTypes({ widgets }), [
      'widget stands neither in storedEntities nor in unstoredTypes of src/store/stored-entities.ts',
    ]);
  });

  test('as read from the SQL of the migrations are those that PostgreSQL has', async () => {
    await using made = await postgres.create();
    const client = new pg.Client(made.options.postgres?.migrationUrl);
    await client.connect();
    const { rows } = await client
      .query<{ table: string; name: string; type: string; nullable: boolean }>(
        `SELECT table_name AS table, column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = current_schema()`,
      )
      .finally(() => client.end());
    const lines = rows.map(
      ({ table, name, type, nullable }) => `${table}.${name} ${type}${nullable ? '' : ' not null'}`,
    );
    const read = Object.entries(postgresTables()).flatMap(([table, columns]) =>
      Object.entries(columns).map(
        ([name, { type, nullable }]) => `${table}.${name} ${type}${nullable ? '' : ' not null'}`,
      ),
    );
    assert.deepEqual(read.sort(), lines.sort());
  });

  test('are followed through changes of a table, and a change that is not understood is refused', () => {
    const step = (...statements: string[]): Migration => ({
      version: 1,
      name: 'a step',
      oldestProgram: 1,
      statements: () => statements,
    });
    const made = 'CREATE TABLE things (a TEXT NOT NULL, "b" BIGINT DEFAULT (1 + (2)), PRIMARY KEY (a, b))';
    const changes = [
      'ALTER TABLE things ADD COLUMN c DOUBLE PRECISION NOT NULL DEFAULT 0',
      'ALTER TABLE things DROP COLUMN b',
      'ALTER TABLE things ALTER COLUMN a DROP NOT NULL',
    ];
    assert.deepEqual(postgresTables([step(made, ...changes)]).things, {
      a: { type: 'text', nullable: true },
      c: { type: 'double precision', nullable: false },
    });
    for (const change of [
      'RENAME COLUMN a TO z',
      'ALTER COLUMN a TYPE BIGINT',
      'ADD COLUMN x TEXT, ADD COLUMN y TEXT',
    ]) {
      assert.throws(() => postgresTables([step(made, `ALTER TABLE things ${change}`)]), /teach it: ALTER TABLE things/);
    }
  });
});
