import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pg from 'pg';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import { migrations, sqlScript } from '../../src/store/migrations/migrations.ts';
import { appendAuditEvent, pruneAuditEvents } from '../../src/store/table/audit/audit-events.ts';
import { insertManagedDevice, newDevice } from '../../src/store/table/managed-devices.ts';
import { postgres, silent, type TestDatabase } from '../harness/databases.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { auditEvent, tenantA, tenantB } from './rows.ts';

async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(url);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function asSuperuser(made: TestDatabase): Promise<pg.Client & AsyncDisposable> {
  const { pathname } = new URL(made.database);
  return connected((await sharedPostgres()).url(pathname.slice(1), roles.superuser));
}

/** What the service's role may do to the trail once functions of the owner have run over its temporary objects. */
async function shadow(client: pg.Client): Promise<boolean> {
  await client.query(`
    CREATE OR REPLACE FUNCTION pg_temp.gain() RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE 'GRANT UPDATE ON audit_events TO ${roles.service}';
      RETURN '';
    EXCEPTION WHEN insufficient_privilege THEN
      RETURN '';
    END $$;
    CREATE OR REPLACE TEMP VIEW tenants AS SELECT pg_temp.gain() AS tenant_id;
    CREATE OR REPLACE TEMP VIEW obligations AS SELECT pg_temp.gain() AS tenant_id, 'due' AS status, 1::bigint AS due_at,
      ''::text AS kind, ''::text AS "createdDateTime", 1::bigint AS failing_since, ''::text AS lease_owner,
      ''::text AS "reportedDateTime", 1::bigint AS failures;
    CREATE OR REPLACE FUNCTION pg_temp.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.gain() $$;
    GRANT SELECT ON tenants, obligations TO PUBLIC;
    SELECT * FROM assistd_tenants('', 9);
    SELECT * FROM assistd_due_tenants(9, '', 9);
    SELECT * FROM assistd_open_obligations();
  `);
  const { rows } = await client.query(`SELECT has_table_privilege('audit_events', 'UPDATE') AS gained`);
  return rows[0].gained;
}

suite("the service's role on PostgreSQL", () => {
  test('gains nothing by temporary objects that hide those of the owner, in a database of the release before as well', async () => {
    await using made = await postgres.create('empty');
    const role = roles.service;
    await made.run(`
      ${sqlScript(
        'postgres',
        migrations.filter(({ version }) => version < 14),
      )}
      GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${role};
    `);
    await using service = await connected(made.database);
    assert.equal(await shadow(service), true, 'the release before was open to it');
    await made.open();
    await using superuser = await asSuperuser(made);
    await superuser.query(`REVOKE UPDATE ON audit_events FROM ${role}`);
    // The right to temporary objects is the first lock, the path of the functions is the second.
    const database = new URL(made.database).pathname.slice(1);
    await superuser.query(`GRANT TEMPORARY ON DATABASE ${database} TO ${role}`);
    assert.equal(await shadow(service), false);
  });

  test('makes no objects, neither temporary ones nor beside the tables', async () => {
    // A copy of a database has not the rights on it, so this one is made anew.
    await using made = await postgres.create('empty');
    await made.open();
    await using service = await connected(made.database);
    await assert.rejects(
      service.query('CREATE TEMP TABLE tenants (tenant_id text)'),
      /permission denied to create temp/,
    );
    await assert.rejects(service.query('CREATE TABLE mine (tenant_id text)'), /permission denied for schema/);
    await assert.rejects(
      service.query('CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$'),
      /permission denied for schema/,
    );
  });

  test('is warned of, where it may make temporary objects after a restore, say, with what takes that away', async () => {
    await using made = await postgres.create();
    const warnings: object[] = [];
    const log = { ...silent, warn: (fields: object) => void warnings.push(fields) };
    await made.open({ log });
    const [{ mend } = { mend: '' }] = warnings as { mend?: string }[];
    assert.match(String(mend), /^REVOKE TEMPORARY ON DATABASE test_\w+ FROM PUBLIC, assistd_service$/);
    await made.run(String(mend));
    await made.open({ log });
    assert.equal(warnings.length, 1);
  });

  test('is warned of, where everybody may make objects beside the tables, as in a database that comes from before PostgreSQL 15', async () => {
    await using made = await postgres.create();
    await using superuser = await asSuperuser(made);
    await superuser.query('ALTER SCHEMA public OWNER TO postgres; GRANT CREATE ON SCHEMA public TO PUBLIC');
    const mends: string[] = [];
    const log = { ...silent, warn: ({ mend }: { mend?: string }) => void mends.push(String(mend)) };
    await made.open({ log });
    await superuser.query(mends[0] ?? '');
    await made.open({ log });
    assert.equal(mends.length, 1, mends.join('\n'));
    await using service = await connected(made.database);
    await assert.rejects(service.query('CREATE TABLE mine (tenant_id text)'), /permission denied for schema/);
    await made.run('CREATE TABLE of_a_later_migration (tenant_id text)');
  });

  test('calls no function of the owner that looks where others put things', async () => {
    await using made = await postgres.create();
    await made.open();
    await using superuser = await asSuperuser(made);
    const { rows } = await superuser.query(
      `SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname`,
    );
    assert.ok(rows.length >= 4);
    for (const { proname, proconfig } of rows)
      assert.deepEqual(proconfig, ['search_path=pg_catalog, public, pg_temp'], proname);
  });

  test('finds texts of devices of the organisation of its session alone, and those that it wants', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, async (tx) => {
        for (const deviceName of ['Laptop', 'Tablet'])
          await insertManagedDevice(tx, newDevice(`${deviceName} of ${tenantId}`, { deviceName }));
      });
    }
    await using service = await connected(made.database);
    const set = (name: string, value: string) => service.query('SELECT set_config($1, $2, false)', [name, value]);
    const found = async () => (await service.query('SELECT id FROM managed_device_texts')).rows.map(({ id }) => id);
    const laptops = (of: string) => `'${of.slice(-12)}1lap'`;
    await set('assistd.wanted_texts', laptops(tenantA));
    assert.deepEqual(await found(), [], 'a session without an organisation');
    await set('assistd.tenant_id', tenantA);
    assert.deepEqual(await found(), [`Laptop of ${tenantA}`]);
    await set('assistd.wanted_texts', `${laptops(tenantA)} | ${laptops(tenantB)}`);
    assert.deepEqual(await found(), [`Laptop of ${tenantA}`]);
  });

  test('neither changes nor deletes audit events, and those that are too young are not pruned for it', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, (tx) => appendAuditEvent(tx, auditEvent()));
    }
    await using service = await connected(made.database);
    await service.query(`SELECT set_config('assistd.tenant_id', '${tenantA}', false)`);
    for (const statement of [
      'DELETE FROM audit_events',
      `UPDATE audit_events SET category = 'x'`,
      'TRUNCATE audit_events',
    ])
      await assert.rejects(service.query(statement), /permission denied/, statement);
    const prune = (tenantId: string) =>
      service.query(`SELECT assistd_prune_audit_events('${tenantId}', 9, '9999-01-01T00:00:00.0000000Z')`);
    await assert.rejects(prune(tenantA), /are not older than .* are kept/);
    await prune(tenantB);
    const count = async (tenantId: string) =>
      database.read(tenantId, async (db) => {
        const select = db.sql.selectFrom('audit_events').select('id').where('tenant_id', '=', tenantId);
        return (await select.execute()).length;
      });
    assert.deepEqual([await count(tenantA), await count(tenantB)], [1, 1]);
  });

  test('prunes what is old, unless the owner keeps it for longer', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const day = 24 * 60 * 60 * 1000;
    made.clock.offset = -10 * day;
    await database.write(tenantA, (tx) => appendAuditEvent(tx, auditEvent()));
    made.clock.offset = 0;
    const prune = () => database.write(tenantA, (tx) => pruneAuditEvents(tx, dateTimeOf(made.clock.now() - 5 * day)));
    const keep = (age: string) =>
      made.run(
        `CREATE OR REPLACE FUNCTION assistd_least_audit_age() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '${age}' $$`,
      );
    await keep('30 days');
    await assert.rejects(prune(), /are kept/);
    await keep('7 days');
    assert.equal(await prune(), 1);
  });
});
