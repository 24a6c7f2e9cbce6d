import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { DatabaseTooNew, migrations, pending, sqlScript } from '../../src/store/migrations/migrations.ts';
import { migrationPlan } from '../../src/store/open-database.ts';
import { insertManagedDevice, newDevice } from '../../src/store/table/managed-devices.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { tenant, tenantA } from './rows.ts';

onEveryDatabase(
  'migrations',
  (kind) => {
    test('a database opens again as it was left', async () => {
      await using made = await kind.create('empty');
      const first = await made.open();
      await first.write(tenantA, (tx) => insertTenant(tx, tenant));
      await first[Symbol.asyncDispose]();
      const second = await made.open();
      assert.deepEqual(await second.tenants({ after: '', limit: 9 }), [tenantA]);
    });

    test('several that open a new database at once bring it up to date once', async () => {
      await using made = await kind.create('empty');
      const opened = await Promise.all([made.open(), made.open(), made.open()]);
      for (const database of opened) await database.write(tenantA, (tx) => insertTenant(tx, tenant));
      assert.equal(await migrationPlan(made.options), '');
    });

    test('the plan is what opening would run, and planning runs nothing', async () => {
      await using made = await kind.create('empty');
      const dialect = kind.name === 'PostgreSQL' ? 'postgres' : 'sqlite';
      const plan = await migrationPlan(made.options);
      const script = sqlScript(dialect);
      assert.equal(plan.slice(0, script.length), script);
      // Behind it stands what the service's role may do, where there are roles.
      assert.equal(/^\n-- the service's role\n/.test(plan.slice(script.length)), dialect === 'postgres');
      assert.equal(await migrationPlan(made.options), plan);
      await made.open();
      assert.equal(await migrationPlan(made.options), '');
    });

    test('users of devices that were there before are found by their ids in any case', async () => {
      await using made = await kind.create('empty');
      const first = await made.open();
      const mixed = 'AbCdEf01-0000-4000-8000-00000000aBcD';
      await first.write(tenantA, async (tx) => {
        await insertTenant(tx, tenant);
        await insertManagedDevice(tx, newDevice(newId(), { userId: mixed }));
        await insertManagedDevice(tx, newDevice(newId(), { userId: 'A name, not a GUID' }));
      });
      await first[Symbol.asyncDispose]();
      await made.run('DROP INDEX managed_devices_user_id');
      await made.run('ALTER TABLE managed_devices DROP COLUMN user_key');
      await made.run('DELETE FROM schema_migrations WHERE version = 40');
      const second = await made.open();
      const keys = await second.read(tenantA, (db) =>
        db.sql
          .selectFrom('managed_devices')
          .select('user_key')
          .where('tenant_id', '=', tenantA)
          .orderBy('user_key')
          .execute(),
      );
      assert.deepEqual(
        keys.map(({ user_key }) => user_key),
        ['A name, not a GUID', mixed.toLowerCase()],
      );
    });

    test('a database that a newer release has changed past us does not open, and says what to do', async () => {
      await using made = await kind.create('empty');
      const database = await made.open();
      await made.run(`INSERT INTO schema_migrations (version, name, oldest_program) VALUES (99, 'future', 98)`);
      await database[Symbol.asyncDispose]();
      await assert.rejects(made.open(), (error) => {
        assert.ok(error instanceof DatabaseTooNew);
        assert.match(error.message, /version 99.* version 98.*Start a newer release/);
        return true;
      });
    });

    test('a database with a step of the next release that does not hurt us opens', async () => {
      await using made = await kind.create('empty');
      const database = await made.open();
      await made.run(`INSERT INTO schema_migrations (version, name, oldest_program) VALUES (99, 'future', 1)`);
      await database[Symbol.asyncDispose]();
      await (await made.open()).ping();
    });
  },
  [sqliteInFolder, postgres],
);

suite('schema', () => {
  const none: Migration = { version: 0, name: '', oldestProgram: 0, statements: () => [] };

  test('steps that a neighbouring version knows and we do not are no obstacle to ours', () => {
    const steps = [1, 2, 4].map((version) => ({ ...none, version }));
    const missing = pending(
      [
        { version: 1, oldest_program: 1 },
        { version: 3, oldest_program: 1 },
      ],
      steps,
    );
    assert.deepEqual(
      missing.map(({ version }) => version),
      [2, 4],
    );
    assert.throws(() => pending([{ version: 5, oldest_program: 5 }], steps), DatabaseTooNew);
  });

  test('versions rise from 1, and none asks for a program that is newer than itself', () => {
    assert.equal(migrations[0]?.version, 1);
    for (const [index, { version, oldestProgram }] of migrations.entries()) {
      assert.ok(version > (migrations[index - 1]?.version ?? 0), `version ${version}`);
      for (const dialect of ['sqlite', 'postgres'] as const)
        assert.ok((typeof oldestProgram === 'number' ? oldestProgram : oldestProgram(dialect)) <= version);
    }
  });

  // Of no tenant: which steps a database has, and what it was made for.
  const acrossTenants = ['obligations_due_at', 'obligations_planned_at'];
  const ofTheDatabase = ['schema_migrations', 'database_purpose', 'database_place'];

  for (const dialect of ['sqlite', 'postgres'] as const) {
    const script = sqlScript(dialect).replace(/^-- .*$/gm, '');

    test(`every table and index leads with tenant_id, but for two of the look for due work across tenants (${dialect})`, () => {
      const tables = [...script.matchAll(/CREATE TABLE (\w+) \(([^;]*)\)/g)];
      assert.ok(tables.length >= 7);
      for (const [, name, columns = ''] of tables) {
        if (ofTheDatabase.includes(String(name))) continue;
        assert.match(columns, /^\s*tenant_id TEXT[^,]*NOT NULL/, name);
        assert.match(columns, /tenant_id TEXT[^,]*PRIMARY KEY|PRIMARY KEY \(tenant_id, /, name);
      }
      const indexes = [...script.matchAll(/CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?(\w+) ON \w+ \(([^)]*)\)/g)];
      assert.ok(indexes.length >= 5);
      for (const [, name = '', columns = ''] of indexes) {
        if (dialect === 'postgres' && acrossTenants.includes(name)) continue;
        assert.match(columns, /^tenant_id, /, name);
      }
    });

    test(`nothing in the schema spans tenants or machines (${dialect})`, () => {
      assert.doesNotMatch(
        script,
        /\b(REFERENCES|FOREIGN KEY|CREATE SEQUENCE|SERIAL|IDENTITY|AUTOINCREMENT|TRIGGER)\b/i,
      );
    });
  }

  test('every table of tenants has row-level security, also for its owner', () => {
    const script = sqlScript('postgres');
    for (const [, name] of script.matchAll(/CREATE TABLE (\w+)/g)) {
      if (ofTheDatabase.includes(String(name))) continue;
      for (const level of ['ENABLE', 'FORCE'])
        assert.ok(script.includes(`ALTER TABLE ${name} ${level} ROW LEVEL SECURITY`));
      assert.ok(script.includes(`CREATE POLICY tenant ON ${name} USING`), name);
    }
  });
});
