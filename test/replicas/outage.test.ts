import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { postgres } from '../harness/databases.ts';
import { roles, startPostgres } from '../harness/postgres-server.ts';
import { startWorld, until } from '../harness/world.ts';
import { tenant } from '../store/rows.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

suite('a database that is away', () => {
  test('gives 503 in the wire’s shape and takes readiness down; both come back by themselves', async () => {
    await using server = await startPostgres();
    const name = await server.createDatabase();
    await using world = await startWorld({
      database: server.url(name, roles.service),
      settings: { databaseMigrationUrl: server.url(name, roles.owner) },
    });
    const id = await world.partnerId();
    await world.connect(id);
    const ready = async () => (await world.send('GET', '/health/ready', { token: null })).status;
    assert.equal(await ready(), 200);

    await server.stop('killed');
    const token = await world.token();
    // The tenant may still be known as active; whether the first or a later step finds out, the answer is the same.
    for (const [method, path] of [
      ['GET', `${partners}/${id}`],
      ['POST', `${partners}/${id}/disconnect`],
    ] as const) {
      const refused = await world.send(method, path, { token });
      assert.equal(refused.status, 503, refused.text);
      assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      const { code, message, innerError } = refused.json.error;
      assert.equal(typeof code, 'string');
      assert.ok(message.length > 0 && !/postgres|ECONN|127\.0\.0\.1/i.test(refused.text), refused.text);
      assert.equal(innerError['request-id'], refused.headers.get('request-id'));
    }
    assert.equal(await ready(), 503);
    assert.equal((await world.send('GET', '/health/live', { token: null })).status, 200, 'alive all the while');

    await server.start();
    await until('readiness', async () => (await ready()) === 200);
    assert.equal((await world.send('GET', `${partners}/${id}`)).json.onboardingStatus, 'onboarded');
    assert.equal((await world.send('POST', `${partners}/${id}/disconnect`)).status, 204);
    await until('the revocation', () => {
      world.clock.turn(1000);
      return world.sandbox.grants[0]?.revokedBy === 'client';
    });
  });
});

suite('a consent', () => {
  test('that can not be completed is given back to the partner, and the browser gets a page', async () => {
    await using server = await startPostgres();
    const name = await server.createDatabase();
    await using world = await startWorld({
      database: server.url(name, roles.service),
      settings: { databaseMigrationUrl: server.url(name, roles.owner) },
    });
    const id = await world.partnerId();
    assert.equal((await world.send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const { onboardingUrl } = (await world.send('GET', `${partners}/${id}`)).json;
    // After the tokens are given and before the consent is committed.
    world.sandbox.faults.add({ kind: 'slow', path: '/api/v1/account', milliseconds: 60_000, times: 1 });
    const page = fetch(`${onboardingUrl}&consent=allow`);
    await until('the grant', () => world.sandbox.grants.length === 1 && world.sandbox.faults.list.length === 0);
    await server.stop('killed');
    world.clock.turn(60_000);
    const { status, headers } = await page;
    assert.deepEqual([status, headers.get('content-type')], [503, 'text/html; charset=utf-8']);
    await server.start();
    await until('the revocation', () => {
      world.clock.turn(1000);
      return world.sandbox.grants[0]?.revokedBy === 'client';
    });
  });

  test('finds a page as well when nothing can be looked up, and can be tried again', async () => {
    await using server = await startPostgres();
    const name = await server.createDatabase();
    await using world = await startWorld({
      database: server.url(name, roles.service),
      settings: { databaseMigrationUrl: server.url(name, roles.owner) },
    });
    const id = await world.partnerId();
    assert.equal((await world.send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const { onboardingUrl } = (await world.send('GET', `${partners}/${id}`)).json;
    const callback = (await fetch(`${onboardingUrl}&consent=allow`, { redirect: 'manual' })).headers.get('location');
    await server.stop('killed');
    const page = await fetch(callback ?? '');
    assert.equal(page.status, 503);
    assert.match(await page.text(), /Nothing was changed/);
    await server.start();
    await until('the same link to work', async () => (await fetch(callback ?? '')).status === 200);
  });
});

suite('a small pool', () => {
  for (const connections of [1, 2]) {
    test(`of ${connections} serves a hundred requests at once: nobody who has a connection waits for another`, async () => {
      await using made = await postgres.create('development');
      await made.open();
      await using world = await startWorld({
        database: made.database,
        // A tenant has half of the line: room for all of these, and for what is owed beside them.
        settings: { databaseConnections: connections, databaseWaiting: 400, databaseWaitLimit: '20s' },
      });
      const id = await world.partnerId();
      const token = await world.token();
      const sent = Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0
          ? world.send('POST', `${partners}/${id}/disconnect`, { token })
          : world.send('GET', partners, { token }),
      );
      const statuses = new Set((await Promise.all(sent)).map(({ status }) => status));
      const told = world.lines.filter(({ fields }) => fields.status === 503);
      assert.deepEqual(statuses, new Set([200, 204]), JSON.stringify(told));
    });
  }

  test('a transaction inside another is refused, where it could wait for itself', async () => {
    await using made = await postgres.create();
    const database = await made.open({ postgres: { ...made.options.postgres, connections: 1 } });
    const nested = database.write('a', async (tx) => {
      await insertTenant(tx, tenant);
      await database.read('a', async () => {});
    });
    await assert.rejects(nested, /inside another/);
  });
});
