import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld, type World } from '../harness/world.ts';
import { grantsOf } from '../journey/behind.ts';
import { assertRetired, connectWithSession, disconnect, revocations, settle } from './retirement.ts';

const day = 24 * 3_600_000;
// Nothing but what a test does asks for new tokens.
const settings = { watchInterval: '365d' };

/** How often new tokens were asked for, and given. */
function refreshes({ sandbox }: Pick<World, 'sandbox'>): number {
  const [, ...after] = sandbox.record.filter(({ path, outcome }) => /\/token$/i.test(path) && outcome === 'ok');
  return after.length;
}

test('a disconnect after the access token has expired refreshes it, and then revokes', async () => {
  await using world = await startWorld({ settings });
  const id = await connectWithSession(world);
  world.clock.turn(2 * day);
  await disconnect(world, id);
  await settle(world);
  await assertRetired(world);
  assert.equal(refreshes(world), 1);
});

test('a new pair is kept before it is used: what fails afterwards does not lose it', async () => {
  await using world = await startWorld({ settings });
  const id = await connectWithSession(world);
  world.clock.turn(2 * day);
  // The refresh succeeds and ends the old pair; everything after it fails for a while.
  world.sandbox.faults.add({ kind: 'down', method: 'GET', path: '/api/v1/sessions', times: 6 });
  await disconnect(world, id);
  await settle(world);
  await assertRetired(world);
  assert.equal(refreshes(world), 1);
  assert.equal(revocations(world), 1);
});

test('however many need a token that has expired, it is refreshed once', async () => {
  await using world = await startWorld({ settings });
  await world.connect(await world.partnerId());
  const devices = [];
  for (let index = 0; index < 8; index++) devices.push(await addDevice(world, { serialNumber: `SN-${index}` }));
  world.clock.turn(2 * day);
  const replies = await Promise.all(devices.map(({ id }) => requestAssistance(world, id)));
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([204]));
  await waitFor('every session to be opened', () => world.sandbox.sessions.length === devices.length);
  assert.equal(refreshes(world), 1);
  const [grant] = await grantsOf(world);
  assert.equal(grant?.revision, 1);
});

test('a refresh that the partner refuses for good is a lost connection', async () => {
  await using world = await startWorld({ settings: { watchInterval: '15m' } });
  const id = await world.partnerId();
  await world.connect(id);
  world.sandbox.revokeBehindOurBack(world.sandbox.grants[0]?.id ?? '');
  world.clock.turn(2 * day);
  await world.service.obligations.idle();
  const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
  assert.equal(json.onboardingStatus, 'notOnboarded');
});

test('a renewal that comes back for another account is a lost connection, which says for whom it was, and is revoked', async () => {
  await using world = await startWorld({ settings: { watchInterval: '15m' } });
  const id = await world.partnerId();
  await world.connect(id);
  const body = JSON.stringify({ userid: 'u42', email: 'mallory@partner.example' });
  world.sandbox.faults.add({ kind: 'answer', status: 200, body, method: 'GET', path: '/api/v1/account' });
  world.clock.turn(15 * 60_000);
  await world.service.obligations.idle();
  const status = async () =>
    (await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`)).json.onboardingStatus;
  assert.equal(await status(), 'onboarded', 'it is asked of what was renewed alone');
  world.clock.turn(2 * day);
  await world.service.obligations.idle();
  assert.equal(await status(), 'notOnboarded');
  const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents');
  assert.match(JSON.stringify(json.value), /speaks for mallory@partner.example, and \S+ consented/);
  await settle(world);
  await assertRetired(world);
});

test('a client secret that the partner refuses is no lost connection: the disconnect waits for the right one', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  let id = '';
  {
    await using service = await serveHere(outside, settings);
    const client = partnerClient(service.origin, token);
    id = await client.create('TeamViewer');
    await client.connect(id);
  }
  outside.clock.turn(2 * day);
  const fresh = await outside.token();
  const [connector] = outside.settings.connectors as readonly object[];
  {
    const connectors = [{ ...connector, clientSecret: 'wrong' }];
    await using service = await serveHere(outside, { ...settings, connectors });
    assert.equal(await partnerClient(service.origin, fresh).disconnect(id), 204);
    for (const _ of [1, 2, 3]) {
      outside.clock.turn(60_000);
      await service.obligations.idle();
    }
    assert.equal(outside.sandbox.grants[0]?.revokedAt, undefined);
  }
  await using service = await serveHere(outside, settings);
  await waitFor('the revocation', async () => {
    outside.clock.turn(60_000);
    await service.obligations.idle();
    return outside.sandbox.grants[0]?.revokedBy === 'client';
  });
});

test('of two replicas that refresh one after the other, the slower one takes what the faster one stored', async () => {
  await using database = await postgres.create();
  await database.open();
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  const shared = { ...settings, database: database.database };
  const token = await outside.token();
  {
    await using service = await serveHere(outside, shared);
    const client = partnerClient(service.origin, token);
    for (const name of ['one', 'two']) await client.connect(await client.create(name));
  }
  clock.turn(2 * day);
  const fresh = await outside.token();
  // The first to ask is answered only after its right to ask has run out, and somebody else has asked.
  sandbox.faults.add({ kind: 'slow', path: '/api/v1/oauth2/token', milliseconds: 65_000, times: 1 });
  await using first = await serveHere(outside, shared);
  await using second = await serveHere(outside, { ...shared, port: 0 });
  const partners = await first.database.read(outside.tenantId, (db) =>
    db.sql
      .selectFrom('remote_assistance_partners')
      .select(['id', 'displayName'])
      .where('tenant_id', '=', outside.tenantId)
      .where('onboardingStatus', '=', 'onboarded')
      .execute(),
  );
  const [{ id = '' } = {}] = partners;
  assert.equal(await partnerClient(first.origin, fresh).disconnect(id), 204);
  await waitFor('the slow refresh to be under way', () => sandbox.faults.list.length === 0);
  clock.turn(61_000);
  await waitFor('the refresh to be made by whoever may', () => sandbox.grants.some(({ refreshedAt }) => refreshedAt));
  clock.turn(5000);
  await waitFor('the revocation', async () => {
    await Promise.all([first.obligations.idle(), second.obligations.idle()]);
    clock.turn(61_000);
    return sandbox.grants.some(({ revokedBy }) => revokedBy === 'client');
  });
  assert.equal(sandbox.grants.filter(({ revokedAt }) => revokedAt).length, 1);
});
