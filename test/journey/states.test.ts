import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { findOnboarding } from '../../src/store/table/onboardings.ts';
import { setSubscriptionState } from '../../src/store/table/tenants.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { until, type World } from '../harness/world.ts';
import { auditOf, grantsOf } from './behind.ts';

const path = '/beta/deviceManagement/remoteAssistancePartners';

onEveryWorld('the states of a partner', (current) => {
  let world: World;
  let id: string;
  /** Audit events that are written from here on. */
  let audited: () => Promise<string[]>;

  beforeEach(async () => {
    world = current();
    id = (await world.send('POST', path, { body: { displayName: 'TeamViewer' } })).json.id;
    const before = (await auditOf(world)).length;
    audited = async () => (await auditOf(world)).slice(before);
  });
  afterEach(async () => {
    world.sandbox.faults.clear();
    // What a fault has opened, the breaker of the partner's host, closes again.
    world.clock.turn(20_000);
    await world.send('DELETE', `${path}/${id}`);
    await world.service.obligations.idle();
    world.sandbox.reset();
  });

  const partner = async () => (await world.send('GET', `${path}/${id}`)).json;
  const begin = async (): Promise<string> => {
    assert.equal((await world.send('POST', `${path}/${id}/beginOnboarding`)).status, 204);
    return (await partner()).onboardingUrl;
  };
  const disconnect = async () => assert.equal((await world.send('POST', `${path}/${id}/disconnect`)).status, 204);
  /** Where the partner sends the browser after consent, not yet gone to. */
  const consented = async (url: string): Promise<URL> => {
    const answer = await fetch(`${url}&consent=allow`, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '');
  };
  const isNotOnboarded = async () => {
    const { onboardingStatus, onboardingUrl, onboardingRequestExpiryDateTime } = await partner();
    assert.deepEqual(
      { onboardingStatus, onboardingUrl, onboardingRequestExpiryDateTime },
      {
        onboardingStatus: 'notOnboarded',
        onboardingUrl: null,
        onboardingRequestExpiryDateTime: '0001-01-01T00:00:00Z',
      },
    );
  };
  const inForce = () => world.sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined);

  test('consent connects, and a disconnect takes everything down again', async () => {
    const began = world.clock.now();
    const page = await fetch(await consented(await begin()));
    assert.equal(page.status, 200);
    const connected = await partner();
    assert.equal(connected.onboardingStatus, 'onboarded');
    assert.equal(connected.onboardingUrl, null);
    assert.equal(connected.onboardingRequestExpiryDateTime, '0001-01-01T00:00:00Z');
    assert.ok(Date.parse(connected.lastConnectionDateTime) >= began - 1);
    assert.equal(inForce().length, 1);
    await disconnect();
    await isNotOnboarded();
    await world.service.obligations.idle();
    assert.equal(inForce().length, 0);
    assert.ok((await grantsOf(world)).every(({ state, wrapped_key }) => state === 'retired' && wrapped_key === null));
    assert.deepEqual(await audited(), [
      'BeginOnboarding RemoteAssistancePartner: Success',
      'CompleteOnboarding RemoteAssistancePartner: Success',
      'Disconnect RemoteAssistancePartner: Success',
      'RevokeGrant RemoteAssistancePartner: Success',
    ]);
  });

  test('an address that a newer one replaced no longer works, and the newer one does', async () => {
    const older = await consented(await begin());
    const newer = await begin();
    assert.equal((await fetch(older)).status, 400);
    assert.equal((await partner()).onboardingUrl, newer);
    assert.equal((await fetch(await consented(newer))).status, 200);
    assert.equal((await partner()).onboardingStatus, 'onboarded');
  });

  test('a callback works once: repeated it changes nothing, and the connection stays', async () => {
    const callback = await consented(await begin());
    assert.equal((await fetch(callback)).status, 200);
    const connected = await partner();
    for (const _ of [1, 2]) assert.equal((await fetch(callback)).status, 400);
    assert.deepEqual(await partner(), connected);
    assert.equal(inForce().length, 1);
    await disconnect();
    assert.equal((await fetch(callback)).status, 400);
    await isNotOnboarded();
  });

  test('a callback that comes many times at once connects once', async () => {
    const callback = await consented(await begin());
    const pages = await Promise.all(Array.from({ length: 6 }, () => fetch(callback)));
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 400, 400, 400, 400, 400]);
    assert.equal((await partner()).onboardingStatus, 'onboarded');
    assert.equal(inForce().length, 1);
  });

  test('who declines leaves the partner as it was, and the trail says so', async () => {
    const url = await begin();
    const page = await fetch(`${url}&consent=deny`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /You declined/);
    await isNotOnboarded();
    assert.deepEqual(await audited(), [
      'BeginOnboarding RemoteAssistancePartner: Success',
      'DenyOnboarding RemoteAssistancePartner: Failure',
    ]);
    assert.equal((await fetch(await consented(url))).status, 400);
    await isNotOnboarded();
  });

  test('an error of the partner ends the onboarding, and is not called a refusal of the person', async () => {
    const callback = await consented(await begin());
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'server_error');
    const page = await fetch(callback);
    assert.equal(page.status, 502);
    assert.doesNotMatch(await page.text(), /declined/);
    await isNotOnboarded();
  });

  test('consent that does not come within the hour is no longer awaited', async () => {
    const url = await begin();
    const callback = await consented(url);
    world.clock.turn(59 * 60_000);
    await world.service.obligations.idle();
    assert.equal((await partner()).onboardingStatus, 'onboarding');
    world.clock.turn(61_000);
    const page = await fetch(callback);
    assert.equal(page.status, 400);
    await world.service.obligations.idle();
    await isNotOnboarded();
    assert.equal(world.sandbox.grants.length, 0);
    assert.deepEqual(await audited(), [
      'BeginOnboarding RemoteAssistancePartner: Success',
      'ExpireOnboarding RemoteAssistancePartner: Failure',
    ]);
  });

  test('an onboarding that is begun anew has its whole hour again', async () => {
    await begin();
    world.clock.turn(50 * 60_000);
    const url = await begin();
    world.clock.turn(50 * 60_000);
    await world.service.obligations.idle();
    assert.equal((await partner()).onboardingStatus, 'onboarding');
    assert.equal((await fetch(await consented(url))).status, 200);
    world.clock.turn(50 * 60_000);
    await world.service.obligations.idle();
    assert.equal((await partner()).onboardingStatus, 'onboarded');
  });

  test('a disconnect takes an onboarding back, and consent that comes later connects nothing', async () => {
    const callback = await consented(await begin());
    await disconnect();
    await isNotOnboarded();
    assert.equal((await fetch(callback)).status, 400);
    await isNotOnboarded();
    assert.equal(world.sandbox.grants.length, 0);
  });

  test('a disconnect of what is not connected succeeds, and is in the trail', async () => {
    await disconnect();
    await isNotOnboarded();
    assert.deepEqual(await audited(), ['Disconnect RemoteAssistancePartner: Success']);
  });

  for (const [what, forge] of [
    [
      "that names another tenant's partner",
      (state: Buffer) => void Buffer.from(world.fabrikam.replaceAll('-', ''), 'hex').copy(state, 0),
    ],
    ['that names no partner', (state: Buffer) => void state.fill(7, 16, 32)],
    ['with another secret', (state: Buffer) => void state.writeUInt8(state.readUInt8(63) ^ 1, 63)],
  ] as const) {
    test(`a state ${what} changes nothing, and does not use up the real one`, async () => {
      const callback = await consented(await begin());
      const awaited = await partner();
      const state = Buffer.from(callback.searchParams.get('state') ?? '', 'base64url');
      forge(state);
      const forged = new URL(callback);
      forged.searchParams.set('state', state.toString('base64url'));
      assert.equal((await fetch(forged)).status, 400);
      forged.searchParams.delete('code');
      forged.searchParams.set('error', 'access_denied');
      assert.equal((await fetch(forged)).status, 400);
      assert.deepEqual(await partner(), awaited);
      assert.equal((await fetch(callback)).status, 200);
      assert.equal((await partner()).onboardingStatus, 'onboarded');
    });
  }

  test('a callback without state, without code, or with rubbish changes nothing', async () => {
    const callback = await consented(await begin());
    const awaited = await partner();
    const base = `${callback.origin}${callback.pathname}`;
    const state = callback.searchParams.get('state') ?? '';
    const queries = [
      '',
      'code=x',
      'state=x&code=x',
      `state=${state}`,
      `state=${state}%00&code=x`,
      `state=${'A'.repeat(86)}&code=x`,
    ];
    for (const query of queries) assert.equal((await fetch(`${base}?${query}`)).status, 400, query);
    assert.deepEqual(await partner(), awaited);
    assert.equal((await fetch(callback, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${callback.origin}/connect/other?${callback.searchParams}`)).status, 404);
    assert.deepEqual(await partner(), awaited);
  });

  test('a code that the partner does not know ends the onboarding: nothing stays connected', async () => {
    const callback = await consented(await begin());
    callback.searchParams.set('code', 'made-up');
    assert.equal((await fetch(callback)).status, 502);
    await isNotOnboarded();
    assert.equal(inForce().length, 0);
  });

  test("another tenant's administrator cannot be made to bring our consent home", async () => {
    const foreign = await world.token({ tenant: world.fabrikam });
    const theirs = await world.partnerId(foreign);
    await world.send('POST', `${path}/${theirs}/beginOnboarding`, { token: foreign });
    const { onboardingUrl } = (await world.send('GET', `${path}/${theirs}`, { token: foreign })).json;
    const ours = await consented(await begin());
    const mixed = await consented(onboardingUrl);
    mixed.searchParams.set('state', ours.searchParams.get('state') ?? '');
    // The code was given for another challenge (RFC 7636, section 4.6).
    assert.equal((await fetch(mixed)).status, 502);
    assert.equal(inForce().length, 0);
    await world.send('POST', `${path}/${theirs}/disconnect`, { token: foreign });
  });

  /** Runs `meanwhile` between the spending of the state and the partner's answer to the exchange. */
  const whileExchanging = async (meanwhile: () => Promise<unknown>): Promise<Response> => {
    const callback = await consented(await begin());
    world.sandbox.faults.add({ kind: 'slow', path: '/api/v1/oauth2/token', milliseconds: 30_000, times: 1 });
    const page = fetch(callback);
    const spent = () => world.service.database.read(world.contoso, (db) => findOnboarding(db, id));
    await until('the state to be spent', async () => (await spent()) === undefined);
    await until('the exchange to be under way', () => world.sandbox.faults.list.length === 0);
    await meanwhile();
    world.clock.turn(30_000);
    return page;
  };

  test('a grant that comes while the partner is being disconnected is given back', async () => {
    const page = await whileExchanging(disconnect);
    assert.equal(page.status, 502);
    assert.match(await page.text(), /Nothing stays connected/);
    await isNotOnboarded();
    await world.service.obligations.idle();
    assert.equal(world.sandbox.grants.length, 1);
    assert.equal(inForce().length, 0);
    assert.ok((await grantsOf(world)).every(({ wrapped_key }) => wrapped_key === null));
  });

  test('a grant that comes for an address that was replaced meanwhile is given back, and the new address works', async () => {
    let url = '';
    const page = await whileExchanging(async () => {
      url = await begin();
    });
    assert.equal(page.status, 502);
    await world.service.obligations.idle();
    assert.equal(inForce().length, 0);
    assert.equal((await partner()).onboardingUrl, url);
    assert.equal((await fetch(await consented(url))).status, 200);
    assert.equal(inForce().length, 1);
  });

  test('a grant that comes for a partner that was deleted meanwhile is given back', async () => {
    const page = await whileExchanging(() => world.send('DELETE', `${path}/${id}`));
    assert.equal(page.status, 502);
    await world.service.obligations.idle();
    assert.equal(world.sandbox.grants.length, 1);
    assert.equal(inForce().length, 0);
  });

  test('a tenant that is suspended cannot complete what it began, and can still be retired', async () => {
    const callback = await consented(await begin());
    const state = (to: 'active' | 'disabled') =>
      world.service.database.write(world.contoso, (tx) => setSubscriptionState(tx, to));
    await state('disabled');
    assert.equal((await fetch(callback)).status, 400);
    assert.equal(inForce().length, 0);
    await state('active');
    world.clock.turn(1001);
    assert.equal((await fetch(callback)).status, 200);
    await disconnect();
    await state('disabled');
    await world.service.obligations.idle();
    assert.equal(inForce().length, 0);
    await state('active');
    world.clock.turn(1001);
  });

  test('a connection that the partner ended behind our back is found lost, and what is stored of it destroyed', async () => {
    await world.connect(id);
    const [grant] = inForce();
    world.sandbox.revokeBehindOurBack(grant?.id ?? '');
    assert.equal((await partner()).onboardingStatus, 'onboarded');
    world.clock.turn(15 * 60_000);
    await until('the loss to be noticed', async () => (await partner()).onboardingStatus === 'notOnboarded');
    await world.service.obligations.idle();
    await isNotOnboarded();
    assert.ok((await grantsOf(world)).every(({ state, wrapped_key }) => state === 'retired' && wrapped_key === null));
    assert.ok((await audited()).includes('LoseConnection RemoteAssistancePartner: Failure'));
    await world.connect(id);
    assert.equal((await partner()).onboardingStatus, 'onboarded');
  });

  test('a connection that works is asked for now and then, and shows when it last answered', async () => {
    await world.connect(id);
    const first = Date.parse((await partner()).lastConnectionDateTime);
    world.clock.turn(15 * 60_000);
    await until('the next answer', async () => Date.parse((await partner()).lastConnectionDateTime) > first);
    assert.equal((await partner()).onboardingStatus, 'onboarded');
  });

  for (const fault of [
    { kind: 'down' },
    { kind: 'error' },
    { kind: 'garbage' },
    { kind: 'throttled', retryAfter: 5 },
  ] as const) {
    test(`a partner that is ${fault.kind} for a while is not taken for a lost connection`, async () => {
      await world.connect(id);
      world.sandbox.faults.add({ path: '/api/v1/ping', ...fault });
      for (const _ of [1, 2, 3]) {
        world.clock.turn(16 * 60_000);
        await world.service.obligations.idle();
      }
      assert.equal((await partner()).onboardingStatus, 'onboarded');
      assert.equal(inForce().length, 1);
    });
  }
});
