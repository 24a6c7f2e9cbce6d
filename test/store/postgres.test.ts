import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { instantOf, TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import { owe } from '../../src/obligations/owe.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { RoleNotBound } from '../../src/store/postgres/open.ts';
import { appendAuditEvent } from '../../src/store/table/audit/audit-events.ts';
import { Canonical } from '../../src/store/table/audit/canonical-json.ts';
import { insertDisconnect } from '../../src/store/table/disconnects.ts';
import { insertGrant } from '../../src/store/table/grants.ts';
import { putOnboarding } from '../../src/store/table/onboardings.ts';
import { findPartner, insertPartner, lockPartner, updatePartner } from '../../src/store/table/partners.ts';
import { findTenant, insertTenant } from '../../src/store/table/tenants.ts';
import { auditKeys, postgres, silent, type TestDatabase } from '../harness/databases.ts';
import { roles, sharedPostgres, startPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';
import { auditEvent, grant, partner, tenant, tenantA, tenantB } from './rows.ts';

const unavailable = (error: unknown) => error instanceof Failure && error.kind === 'unavailable';

/** A connection as the service's own role has it. */
async function asService(made: TestDatabase): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(made.database);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

suite('row-level security', () => {
  test("under the service's role a statement without a where sees one tenant, and without a tenant nothing", async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, async (tx) => {
        await insertTenant(tx, tenant);
        await insertPartner(tx, partner());
        await insertGrant(tx, grant());
        await putOnboarding(tx, {
          partner_id: 'p',
          state_hash: 's',
          wrapped_key: 'k',
          sealed_verifier: 'v',
          expires_at: instantOf(1),
          requested_at: null,
          requested_by: '{}',
        });
        await owe(tx, { kind: 'grant.retire', subject: 'g' });
        await appendAuditEvent(tx, auditEvent());
      });
    }
    await using client = await asService(made);
    const filled = [
      'tenants',
      'remote_assistance_partners',
      'grants',
      'onboardings',
      'obligations',
      'audit_events',
      'audit_heads',
    ];
    for (const table of filled) {
      assert.deepEqual((await client.query(`SELECT tenant_id FROM ${table}`)).rows, [], table);
      await client.query(`SELECT set_config('assistd.tenant_id', '${tenantB}', false)`);
      assert.deepEqual((await client.query(`SELECT tenant_id FROM ${table}`)).rows, [{ tenant_id: tenantB }], table);
      await client.query(`SELECT set_config('assistd.tenant_id', '', false)`);
    }
  });

  test("another tenant's rows can be neither changed, deleted nor written", async () => {
    await using made = await postgres.create();
    const database = await made.open();
    await database.write(tenantB, (tx) => insertTenant(tx, tenant));
    await using client = await asService(made);
    await client.query(`SELECT set_config('assistd.tenant_id', '${tenantA}', false)`);
    assert.equal((await client.query(`UPDATE tenants SET "displayName" = 'stolen'`)).rowCount, 0);
    assert.equal((await client.query('DELETE FROM tenants')).rowCount, 0);
    const writing = client.query(`INSERT INTO tenants VALUES ('${tenantB}1', 'x', 'active', 'x', 1)`);
    await assert.rejects(writing, /row-level security/);
    assert.equal((await database.read(tenantB, findTenant))?.displayName, tenant.displayName);
  });

  test('the look across tenants gives ids and nothing else, and its scope can not be taken by the service', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const tenantId of [tenantA, tenantB]) {
      await database.write(tenantId, async (tx) => {
        await insertTenant(tx, tenant);
        await owe(tx, { kind: 'grant.retire', subject: 'g' });
      });
    }
    assert.deepEqual(await database.dueTenants({ kinds: ['grant.retire'], others: false }, { after: '', limit: 9 }), [
      tenantA,
      tenantB,
    ]);
    await using client = await asService(made);
    await client.query(`SELECT set_config('assistd.scope', 'every tenant', false)`);
    assert.deepEqual((await client.query('SELECT * FROM obligations')).rows, []);
    assert.deepEqual((await client.query('SELECT * FROM tenants')).rows, []);
  });

  test('audit events can be written and pruned, and not changed', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => appendAuditEvent(tx, auditEvent()));
    const changing = database.write(tenantA, (tx) =>
      tx.sql.updateTable('audit_events').set({ activityResult: 'Failure' }).where('tenant_id', '=', tenantA).execute(),
    );
    await assert.rejects(changing, /permission denied/);
  });

  test('a role that it does not bind is refused', async () => {
    await using made = await postgres.create();
    const name = new URL(made.database).pathname.slice(1);
    const superuser = (await sharedPostgres()).url(name, roles.superuser);
    await assert.rejects(made.open({ database: superuser }), RoleNotBound);
    const allowed = await made.open({ database: superuser, postgres: { allowUnboundRole: true } });
    await allowed.ping();
  });

  test('a server without TLS is named as such, with what would reach it', async () => {
    await using made = await postgres.create();
    await assert.rejects(made.open({ database: `${made.database}?sslmode=require` }), (error: Error) => {
      assert.match(String((error.cause as Error).message), /sslmode=disable/);
      return unavailable(error);
    });
  });

  test('one role may own the tables and use them, and is bound all the same', async () => {
    await using made = await postgres.create();
    const own = made.options.postgres?.migrationUrl ?? '';
    const database = await made.open({ database: own, postgres: {} });
    for (const tenantId of [tenantA, tenantB]) await database.write(tenantId, (tx) => insertTenant(tx, tenant));
    await using client = await asService({ ...made, database: own });
    await client.query(`SELECT set_config('assistd.tenant_id', '${tenantA}', false)`);
    assert.deepEqual((await client.query('SELECT tenant_id FROM tenants')).rows, [{ tenant_id: tenantA }]);
    assert.deepEqual(await database.tenants({ after: '', limit: 9 }), [tenantA, tenantB]);
  });
});

suite('PostgreSQL under strain', () => {
  test('a URL that can not be read is refused without being shown', async () => {
    const refused = openDatabase({
      database: 'postgres://user:se#cret@[host/x',
      purpose: 'production',
      clock: new TurnableClock(),
      log: silent,
      auditKeys,
    });
    await assert.rejects(refused, (error: Error) => {
      assert.match(error.message, /^write it as postgres:/);
      assert.ok(!inspect(error).includes('cret'));
      return true;
    });
  });

  test('two transactions that lock in opposite orders both succeed: the one that loses runs again', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const [one, other] = [partner({ displayName: '' }), partner({ displayName: '' })];
    await database.write(tenantA, async (tx) => {
      await insertPartner(tx, one);
      await insertPartner(tx, other);
    });
    let waiting = 0;
    const both = Promise.withResolvers<void>();
    let runs = 0;
    const lock = (first: string, second: string, mark: string) =>
      database.write(tenantA, async (tx) => {
        runs++;
        await lockPartner(tx, first);
        if (++waiting >= 2) both.resolve();
        await both.promise;
        const found = await lockPartner(tx, second);
        await updatePartner(tx, second, { displayName: `${found?.displayName}${mark}` });
      });
    await Promise.all([lock(one.id, other.id, 'a'), lock(other.id, one.id, 'b')]);
    // On a busy machine PostgreSQL may find both at once, and end both.
    assert.ok(runs === 3 || runs === 4, `${runs} runs`);
    const names = await database.read(tenantA, async (db) => [
      (await findPartner(db, one.id))?.displayName,
      (await findPartner(db, other.id))?.displayName,
    ]);
    assert.deepEqual(names, ['b', 'a']);
  });

  test('a statement that failed is not committed away, even when its failure is swallowed', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const writing = database.write(tenantA, async (tx) => {
      await insertTenant(tx, tenant);
      await insertGrant(tx, grant({ id: 'same' }));
      await insertGrant(tx, grant({ id: 'same' })).catch(() => {});
    });
    await assert.rejects(writing, /swallowed/);
    assert.equal(await database.read(tenantA, findTenant), undefined);
  });

  test('more callers than connections wait in line, and past the limit of the line they are told to come back', async () => {
    await using made = await postgres.create();
    const options = { ...made.options.postgres, connections: 2, waiting: 3 };
    const database = await made.open({ postgres: options });
    const release = Promise.withResolvers<void>();
    const reading = Array.from({ length: 8 }, () => database.read(tenantA, () => release.promise));
    const outcomes = Promise.allSettled(reading);
    await waitFor(
      'the refusals',
      async () => (await Promise.race([outcomes, Promise.allSettled(reading.slice(5))])).length === 3,
    );
    release.resolve();
    const settled = await outcomes;
    assert.deepEqual(
      settled.map(({ status }) => status === 'fulfilled'),
      [true, true, true, true, true, false, false, false],
    );
    for (const one of settled) if (one.status === 'rejected') assert.ok(unavailable(one.reason));
  });

  test('a statement that takes too long is given up, and its connection is of use again', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, connections: 1, statementMs: 1000 } });
    const sleeping = sql`SELECT pg_sleep(20) AS tenant_id WHERE ${tenantA} = ${tenantA}`;
    const slow = database.read(tenantA, (db) => sleeping.execute(db.sql));
    await assert.rejects(slow, unavailable);
    await database.ping();
  });

  test('a connection that is never idle is another one after a day: of its server and its name it knows what is new', async (context) => {
    await using made = await postgres.create();
    const timers = context.mock.method(globalThis, 'setTimeout');
    const database = await made.open({ postgres: { ...made.options.postgres, connections: 1, notify: false } });
    const asked = sql<{ tenant_id: number }>`SELECT pg_backend_pid() AS tenant_id WHERE ${tenantA} = ${tenantA}`;
    const read = (during = () => {}) =>
      database.read(tenantA, async (db) => {
        during();
        return (await asked.execute(db.sql)).rows[0]?.tenant_id;
      });
    const first = await read();
    const endsDay = () => {
      const daily = timers.mock.calls.filter(({ arguments: [, milliseconds] }) => milliseconds === 86_400_000);
      assert.equal(daily.length, 1);
      for (const {
        arguments: [ends],
      } of daily)
        (ends as () => void)();
    };
    assert.equal(await read(endsDay), first, 'what is under way ends on it');
    assert.notEqual(await read(), first);
  });

  test('while the server is gone callers are told to come back, and when it is back all works by itself', async () => {
    await using server = await startPostgres();
    const name = await server.createDatabase();
    const clock = new TurnableClock();
    const migrationUrl = server.url(name, roles.owner);
    const options = {
      ...{ database: server.url(name, roles.service), purpose: 'production' as const },
      ...{ clock, log: silent, auditKeys, postgres: { migrationUrl } },
    };
    await using database = await openDatabase(options);
    await Promise.all([tenantA, tenantB].map((id) => database.write(id, (tx) => insertTenant(tx, tenant))));
    const inFlight = database.write(tenantA, async (tx) => {
      await findTenant(tx);
      await server.stop('killed');
      return findTenant(tx);
    });
    await assert.rejects(inFlight, unavailable);
    await assert.rejects(database.read(tenantA, findTenant), unavailable);
    await assert.rejects(database.ping(), unavailable);
    await server.start();
    assert.ok(await database.read(tenantA, findTenant));
    assert.equal(await database.write('new', (tx) => insertTenant(tx, tenant)), true);
  });

  test('replicas hear of due work at once, also after the connection they listen on was cut', async () => {
    await using made = await postgres.create();
    const [one, other] = [await made.open(), await made.open()];
    let heard = 0;
    using _ = other.onDue(() => heard++);
    const oweUntilHeard = async () => {
      const before = heard;
      await waitFor('word', async () => {
        await one.write(tenantA, (tx) => owe(tx, { kind: 'grant.retire', subject: 'g' }));
        return heard > before;
      });
    };
    await oweUntilHeard();
    await made
      .run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query = 'LISTEN assistd_due'`)
      .catch(() => {});
    made.clock.turn(1000);
    await oweUntilHeard();
  });
});

suite('prepared statements of PostgreSQL', () => {
  for (const preparedStatements of [true, false]) {
    test(`reads that share a connection see each its own tenant (prepared: ${preparedStatements})`, async () => {
      await using made = await postgres.create();
      const database = await made.open({ postgres: { connections: 1, preparedStatements } });
      for (const tenantId of [tenantA, tenantB]) {
        await database.write(tenantId, async (tx) => {
          await insertTenant(tx, { ...tenant, displayName: tenantId });
        });
      }
      // One connection: what the first read has set would be there for the next.
      for (const tenantId of [tenantA, tenantB, tenantA]) {
        const found = await database.read(tenantId, (db) => findTenant(db));
        assert.equal(found?.displayName, tenantId);
      }
    });
  }

  test('a statement whose answer nobody waits for fails its transaction with its own failure, and nothing stays', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const nothing = { partnerId: null, partnerDisplayName: null, reason: null, ticket: null, requestedBy: null };
    const write = database.write(tenantA, async (tx) => {
      await insertPartner(tx, partner({ id: 'p' }));
      for (let time = 0; time < 2; time++) {
        insertDisconnect(tx, {
          ...nothing,
          id: 'the same',
          kind: 'tenant',
          requestedDateTime: dateTimeOf(tx.now),
          severanceId: null,
          actor: new Canonical({}),
          grants: [],
          sessions: [],
        });
      }
    });
    await assert.rejects(write, { code: '23505' });
    assert.equal(await database.read(tenantA, (db) => findPartner(db, 'p')), undefined);
  });

  test('a table that another replica has migrated meanwhile is read and written on, by transactions that run again', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { connections: 1 } });
    const change = (displayName: string) =>
      database.write(tenantA, async (tx) => {
        const found = await lockPartner(tx, 'p');
        await updatePartner(tx, 'p', { displayName });
        return found?.displayName;
      });
    await database.write(tenantA, (tx) => insertPartner(tx, partner({ id: 'p' })));
    await change('before');
    assert.equal((await database.read(tenantA, (db) => findPartner(db, 'p')))?.displayName, 'before');
    await made.run('ALTER TABLE remote_assistance_partners ADD COLUMN of_a_later_release TEXT');
    assert.equal(await change('after'), 'before');
    await made.run('ALTER TABLE remote_assistance_partners ADD COLUMN of_another TEXT');
    assert.equal((await database.read(tenantA, (db) => findPartner(db, 'p')))?.displayName, 'after');
  });
});
