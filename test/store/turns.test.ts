import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pg from 'pg';
import { postgres } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';
import { tenantA, tenantB } from './rows.ts';

const devices = '/v1.0/deviceManagement/managedDevices';
const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

suite('what takes long on PostgreSQL', () => {
  test('of one organisation is one statement at a time, and neither a read nor a disconnect waits behind it, its own or another’s', async () => {
    await using made = await postgres.create('development');
    // Opened once as the owner of its tables; the service's own role may not change them.
    await made.open();
    const settings = { databaseWaitLimit: '5m', databaseStatementLimit: '5m' };
    await using world = await startWorld({ database: made.database, settings });
    const { send, service } = world;
    const id = await world.partnerId();
    await world.connect(id);
    const client = new pg.Client(made.options.postgres?.migrationUrl);
    await client.connect();
    await using _ = { [Symbol.asyncDispose]: () => client.end() };

    // Whoever asks for devices waits at the server until this is over.
    await client.query('BEGIN; LOCK TABLE managed_devices IN ACCESS EXCLUSIVE MODE');
    const list = `/deviceManagement/managedDevices?$filter=${encodeURIComponent("contains(deviceName,'x')")}`;
    const requests = Array.from({ length: 20 }, (_each, index) => ({ id: String(index), method: 'GET', url: list }));
    const records = [{ serialNumber: 'A', deviceName: 'x' }];
    const searches = Array.from({ length: 10 }, () => send('GET', `/v1.0${list}`));
    await waitFor('one search runs, the others wait', () => service.database.load().waiting === 9);
    const all = [
      ...searches,
      send('POST', '/v1.0/$batch', { body: { requests } }),
      send('GET', '/assist/auditEvents/verify()'),
      send('POST', '/assist/managedDevices/import', { body: { devices: records } }),
      send('POST', '/assist/managedDevices/import', { body: { devices: records } }),
    ];
    // The second import waits for a connection, as long as there is a first.
    await waitFor('all else waits', () => service.database.load().waiting === 9 + 20 + 1 + 2);
    const asking = async () => {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(DISTINCT pid)::int AS count FROM pg_locks WHERE relation = 'managed_devices'::regclass AND NOT granted`,
      );
      return rows[0]?.count;
    };
    await waitFor('it is asked for devices', async () => (await asking()) !== 0);
    assert.equal(await asking(), 1);
    const other = await world.token({ tenant: world.fabrikam });
    assert.equal((await send('GET', partners, { token: other })).status, 200);
    assert.equal((await send('GET', `${partners}/${id}`)).status, 200);
    assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);

    await client.query('ROLLBACK');
    const answers = await Promise.all(all);
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 200),
    );
    assert.equal((await send('GET', devices)).json.value.length, 1);
    assert.equal(
      answers.at(-4)?.json.responses.every(({ status }: { status: number }) => status === 200),
      true,
    );
    assert.equal(answers.at(-3)?.json.intact, true);
  });

  test('takes turns by time, organisation by organisation, and in one what it searches with what it walks through', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, searches: 1 } });
    const began: string[] = [];
    const release = Promise.withResolvers<void>();
    const part = (what: string, seconds: number) => async () => {
      began.push(what);
      await release.promise;
      made.clock.turn(1000 * seconds);
    };
    const search = (what: string, tenantId: string, seconds: number) => database.search(tenantId, part(what, seconds));
    const all = [
      ...Array.from({ length: 3 }, () => search('A', tenantA, 40)),
      ...Array.from({ length: 5 }, () => database.inTurn(tenantA, part('a', 9))),
      ...Array.from({ length: 2 }, () => search('B', tenantB, 100)),
    ];
    await waitFor('all others wait', () => began.length === 1 && database.load().waiting === 9);
    release.resolve();
    await Promise.all(all);
    // 40 s of one organisation and 100 of the other; then of the first, whose walks come up to what its search had, until it has had more.
    assert.equal(began.join(''), 'ABaaaaaABA');
  });

  test('that writes goes on without a turn where others may wait too long for what it has locked', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const release = Promise.withResolvers<void>();
    let isBusy = false;
    const walk = database.inTurn(tenantA, async () => {
      isBusy = true;
      await release.promise;
    });
    await waitFor('a walk has the turn', () => isBusy);
    const written = await database.writeInParts(tenantA, (_, inTurn) => inTurn(async () => 'written'));
    assert.equal(written, 'written');
    release.resolve();
    await walk;
  });

  test('begins its next part once what is short of another organisation is over', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const [asks, order] of [
      [tenantB, ['short', 'part']],
      // Its own it does not wait for.
      [tenantA, ['part', 'short']],
    ] as const) {
      const ended: string[] = [];
      const open = Promise.withResolvers<void>();
      const hold = Promise.withResolvers<void>();
      const short = database.read(asks, async () => {
        open.resolve();
        await hold.promise;
      });
      await open.promise;
      await database.inTurn(tenantA, async () => made.clock.turn(1000));
      const part = database.inTurn(tenantA, async () => ended.push('part'));
      hold.resolve();
      await Promise.all([short.then(() => ended.push('short')), part]);
      assert.deepEqual(ended, order);
    }
  });

  test('goes on beside what is short of another organisation, however long that lasts', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const open = Promise.withResolvers<void>();
    const hold = Promise.withResolvers<void>();
    const short = database.read(tenantB, async () => {
      open.resolve();
      await hold.promise;
    });
    await open.promise;
    for (let part = 0; part < 3; part++) await database.inTurn(tenantA, async () => made.clock.turn(1000));
    await database.writeInParts(tenantA, (_, inTurn) => inTurn(async () => made.clock.turn(1000)));
    hold.resolve();
    await short;
  });
});
