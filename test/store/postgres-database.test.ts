import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createProgram, type Program } from '../cli/program.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';

const advisoryLock = '27432559270195300';

async function asSuperuser<T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client((await sharedPostgres()).url(name, roles.superuser));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('a change of the schema takes as long as it takes, whatever bounds the statements of its role', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using program = createProgram('');
  await asSuperuser(name, async (superuser) => {
    for (const bound of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) {
      await superuser.query(`ALTER ROLE ${roles.owner} IN DATABASE ${name} SET ${bound} = '200ms'`);
    }
    // As another replica has it that migrates for minutes.
    await superuser.query(`SELECT pg_advisory_lock(${advisoryLock})`);
    const owner = server.url(name, roles.owner);
    let isOver = false;
    const migrating = program
      .run('migrate', '--database', server.url(name, roles.service), '--database-migration-url', owner)
      .finally(() => {
        isOver = true;
      });
    await waitFor('a wait that is longer', async () => {
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND now() - query_start > interval '1 s'`;
      return isOver || (await superuser.query(waiting, [name])).rows.length > 0;
    });
    await superuser.query(`SELECT pg_advisory_unlock(${advisoryLock})`);
    const { code, stderr } = await migrating;
    assert.equal(code, 0, stderr);
  });
});

test('a database that is not in UTF8 is refused before there is a table in it, by migrate and by doctor, with what to do', async () => {
  const server = await sharedPostgres();
  using program = createProgram('');
  for (const encoding of ['SQL_ASCII', 'LATIN1']) {
    const name = `assistd_${encoding.toLowerCase()}_${process.pid}`;
    const locale = `ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`;
    await asSuperuser('postgres', (client) => client.query(`CREATE DATABASE ${name} OWNER ${roles.owner} ${locale}`));
    try {
      const urls = [
        '--database',
        server.url(name, roles.service),
        '--database-migration-url',
        server.url(name, roles.owner),
      ];
      const migrated = await program.run('migrate', ...urls);
      assert.equal(migrated.code, 1);
      assert.match(migrated.stderr, RegExp(`the encoding of the database is ${encoding}`));
      assert.match(migrated.stderr, /ENCODING UTF8/);
      const examined = await program.run('doctor', '-o', 'json', ...urls);
      const findings: { check: string; state: string; mend: string }[] = JSON.parse(examined.stdout);
      const finding = findings.find(({ check }) => check === 'database');
      assert.deepEqual([finding?.state, /ENCODING UTF8/.test(finding?.mend ?? '')], ['fault', true]);
    } finally {
      await server.dropDatabase(name);
    }
  }
});

test('what migrate --plan prints is enough for an administrator: the service works, and needs no other role', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using program = createProgram('');
  const service = ['--database', server.url(name, roles.service)];
  const planned = await program.run(
    'migrate',
    '--plan',
    ...service,
    '--database-migration-url',
    server.url(name, roles.owner),
  );
  assert.equal(planned.code, 0, planned.stderr);
  const owner = new pg.Client(server.url(name, roles.owner));
  await owner.connect();
  await owner.query(planned.stdout);
  await owner.end();
  assert.deepEqual(await databaseFindings(program, service), [['ok', '']]);
});

test('rights that the service’s role lacks are said by doctor, which gives none, and given by migrate', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using program = createProgram('');
  const both = [
    '--database',
    server.url(name, roles.service),
    '--database-migration-url',
    server.url(name, roles.owner),
  ];
  assert.equal((await program.run('migrate', ...both)).code, 0);
  await asSuperuser(name, async (superuser) => {
    await superuser.query(`
      REVOKE INSERT ON sessions FROM ${roles.service};
      REVOKE EXECUTE ON FUNCTION assistd_open_obligations() FROM ${roles.service}`);
    const lacks = async () => {
      const asked = `SELECT has_table_privilege('${roles.service}', 'sessions', 'INSERT') AS may`;
      return !(await superuser.query(asked)).rows[0]?.may;
    };
    const [found] = (await databaseFindings(program, both)).filter(([state]) => state === 'warning');
    assert.match(String(found), /lacks rights.*assistd migrate/);
    assert.ok(await lacks());
    const migrated = await program.run('migrate', ...both);
    assert.equal(migrated.code, 0, migrated.stderr);
    assert.ok(!(await lacks()));
    assert.deepEqual(await databaseFindings(program, both), [['ok', '']]);
  });
});

test('tables in a schema that the service’s role does not look into, and the table of another program, are told as such', async () => {
  const server = await sharedPostgres();
  using program = createProgram('');
  const told = async (made: string, message: RegExp, mend: RegExp) => {
    const name = await server.createDatabase();
    await asSuperuser(name, (client) => client.query(made));
    const both = [
      ...['--database', server.url(name, roles.service)],
      ...['--database-migration-url', server.url(name, roles.owner)],
    ];
    const migrated = await program.run('migrate', ...both);
    assert.equal(migrated.code, 1, migrated.stderr);
    assert.match(migrated.stderr, message);
    assert.match(migrated.stderr, mend);
    const [[state, found] = []] = await databaseFindings(program, both);
    assert.equal(state, 'fault');
    assert.match(String(found), mend);
  };
  // As administrators make one since nobody may make tables in public.
  await told(`CREATE SCHEMA AUTHORIZATION ${roles.owner}`, /does not look into/, /SET search_path/);
  await told(
    'CREATE TABLE schema_migrations (version text); GRANT ALL ON schema_migrations TO PUBLIC',
    /oldest_program/,
    /database of its own/,
  );
});

async function databaseFindings(program: Program, words: readonly string[]): Promise<[string, string][]> {
  const { stdout } = await program.run('doctor', '-o', 'json', ...words);
  const findings: { check: string; state: string; found: string; mend: string }[] = JSON.parse(stdout);
  const database = findings.filter(({ check }) => check === 'database');
  return database.map(({ state, found, mend }) => [state, state === 'ok' ? '' : `${found}: ${mend}`]);
}

test('a role that is refused rows in place of being shown its own is told as such, before anything fails', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using program = createProgram('');
  const both = [
    '--database',
    server.url(name, roles.service),
    '--database-migration-url',
    server.url(name, roles.owner),
  ];
  assert.equal((await program.run('migrate', ...both)).code, 0);
  await asSuperuser(name, async (superuser) => {
    await superuser.query(`ALTER ROLE ${roles.service} IN DATABASE ${name} SET row_security = off`);
    const [[state, mend] = []] = await databaseFindings(program, both);
    assert.deepEqual([state, /RESET row_security/.test(mend ?? '')], ['fault', true]);
    await superuser.query(`ALTER ROLE ${roles.service} IN DATABASE ${name} RESET row_security`);
  });
  assert.deepEqual(await databaseFindings(program, both), [['ok', '']]);
});

test('a server that is older than what assistd is tried on is refused before it is asked for anything, with the way to a newer one', async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using program = createProgram('');
  const both = [
    '--database',
    server.url(name, roles.service),
    '--database-migration-url',
    server.url(name, roles.owner),
  ];
  await asSuperuser(name, async (superuser) => {
    // What tells its version is no setting that can be set.
    await superuser.query(`
      CREATE SCHEMA older;
      GRANT USAGE ON SCHEMA older TO PUBLIC;
      CREATE FUNCTION older.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '120022' $$;
      ALTER DATABASE ${name} SET search_path = older, pg_catalog, public;`);
  });
  const migrated = await program.run('migrate', ...both);
  assert.deepEqual([migrated.code, /needs \d+ or newer/.test(migrated.stderr)], [1, true], migrated.stderr);
  const [[state, found] = []] = await databaseFindings(program, both);
  assert.deepEqual([state, /120022.*restore it on a newer server/.test(found ?? '')], ['fault', true]);
});
