import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { disconnectOver, newestDisconnect, receiptOf } from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import { auditOf, grantsOf } from './behind.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const token = { method: 'POST', path: '/api/v1/oauth2/token' } as const;
const account = { method: 'GET', path: '/api/v1/account' } as const;

onEveryWorld('a disconnect while a consent is under way', (world) => {
  const begun = async () => {
    const id = await world().partnerId();
    assert.equal((await world().send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const { json } = await world().send('GET', `${partners}/${id}`);
    return { id, page: `${json.onboardingUrl}&consent=allow` };
  };
  /** Consents, with a partner that does not answer one call until the clock is turned. */
  const stuck = async (call: typeof token | typeof account) => {
    const { id, page } = await begun();
    world().sandbox.faults.add({ kind: 'slow', milliseconds: 5000, times: 1, ...call });
    const consenting = fetch(page).then((answer) => answer.text());
    await waitFor('the call to be under way', () => world().sandbox.faults.list.length === 0);
    const answered = async () => {
      world().clock.turn(5000);
      await consenting;
    };
    return { id, answered };
  };
  const disconnected = async (id: string) => {
    assert.equal((await world().send('POST', `${partners}/${id}/disconnect`)).status, 204);
    return newestDisconnect(world());
  };
  const over = (id: string) =>
    waitFor('the disconnect to be over', async () => {
      await world().service.obligations.idle();
      const { json } = await world().send('GET', `/assist/disconnects/${id}`);
      if (json.completedDateTime) return json;
      world().clock.turn(61_000);
      return undefined;
    });
  const stepsOf = ({ retirements }: { retirements: { steps: { name: string }[] }[] }) =>
    retirements.flatMap(({ steps }) => steps.map(({ name }) => name));

  for (const [what, call] of Object.entries({ 'a code is exchanged': token, 'the account is asked for': account })) {
    test(`is not over while ${what}, and proves the end of what came of it`, async () => {
      world().sandbox.reset();
      const { id, answered } = await stuck(call);
      const before = await disconnected(id);
      assert.equal(before.retirements.length, 1);
      // Tokens that are stored already may be revoked by now.
      assert.ok(before.status === 'pending' || (call === account && before.status === 'proven'), before.status);
      if (call === token) assert.equal(decodeJwt(await receiptOf(world(), before.id)).final, false);
      await answered();
      const after = await over(before.id);
      assert.equal(after.status, 'proven');
      assert.ok(stepsOf(after).includes('refusedWhenAskedAgain'), stepsOf(after).join());
      assert.ok(world().sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined));
      assert.ok((await grantsOf(world())).every(({ state }) => state === 'retired'));
    });
  }

  test('is proven where the partner gives nothing for the consent', async () => {
    const { sandbox, service } = world();
    sandbox.reset();
    const { id, page } = await begun();
    sandbox.faults.add({ kind: 'slow', milliseconds: 5000, times: 1, ...token });
    const state = new URL(page).searchParams.get('state') ?? '';
    const callback = `${service.origin}/connect/callback?${new URLSearchParams({ state, code: 'made-up' })}`;
    const consenting = fetch(callback).then((answer) => answer.text());
    await waitFor('the call to be under way', () => sandbox.faults.list.length === 0);
    const before = await disconnected(id);
    assert.equal(before.status, 'pending');
    world().clock.turn(5000);
    await consenting;
    const after = await over(before.id);
    assert.deepEqual([after.status, stepsOf(after)], ['proven', ['nothingToRevoke']]);
    assert.match(after.retirements[0].steps[0].detail, /invalid_grant/);
  });

  test('says what came of a consent that the partner never answered', async () => {
    const { sandbox } = world();
    sandbox.reset();
    const { id, page } = await begun();
    sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 30 });
    await fetch(page);
    const before = await disconnected(id);
    assert.equal(before.status, 'pending');
    assert.equal(decodeJwt(await receiptOf(world(), before.id)).final, false);
    sandbox.faults.clear();
    const after = await over(before.id);
    assert.equal(after.status, 'proven');
    assert.deepEqual(stepsOf(after), ['nothingToRevoke']);
    assert.match(after.retirements[0].steps[0].detail, /presented again and denied/);
    assert.ok(after.events.some((event: { activityType: string }) => /^SettleOnboarding/.test(event.activityType)));
    assert.deepEqual(
      sandbox.grants.map(({ revokedBy }) => revokedBy),
      ['code used twice'],
    );
  });

  test('is unconfirmed, and not awaited for ever, where an older release took out what was kept of the consent', async () => {
    const { sandbox, service, contoso } = world();
    sandbox.reset();
    const { id, page } = await begun();
    sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 900 });
    await fetch(page);
    const before = await disconnected(id);
    await service.database.write(contoso, async (tx) => {
      await tx.sql.deleteFrom('presented_codes').where('tenant_id', '=', contoso).execute();
    });
    const after = await over(before.id);
    assert.equal(after.status, 'unconfirmed');
    assert.match(after.retirements[0].notEstablished.join(), /No record is left/);
    assert.ok((await grantsOf(world())).every(({ state }) => state === 'retired'));
  });

  test('is unconfirmed where nobody can say what came of the consent, and so is the next', async () => {
    const { sandbox, clock, service } = world();
    sandbox.reset();
    const { id, page } = await begun();
    sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 900 });
    await fetch(page);
    const before = await disconnected(id);
    await service.obligations.idle();
    sandbox.faults.clear();
    clock.turn(901_000);
    for (const each of [await over(before.id), await disconnectOver(world(), (await disconnected(id)).id)]) {
      assert.equal(each.status, 'unconfirmed');
      assert.deepEqual(stepsOf(each), []);
      assert.match(each.retirements[0].notEstablished.join(), /Look at the account that consented/);
    }
  });

  test('is recorded where the partner is removed', async () => {
    const { sandbox } = world();
    sandbox.reset();
    const { json: made } = await world().send('POST', partners, { body: { displayName: 'TeamViewer' } });
    await world().send('POST', `${partners}/${made.id}/beginOnboarding`);
    const { json } = await world().send('GET', `${partners}/${made.id}`);
    sandbox.faults.add({ kind: 'slow', milliseconds: 5000, times: 1, ...token });
    const consenting = fetch(`${json.onboardingUrl}&consent=allow`);
    await waitFor('the call to be under way', () => sandbox.faults.list.length === 0);
    assert.equal((await world().send('DELETE', `${partners}/${made.id}`)).status, 204);
    const { id, partnerId, status } = await newestDisconnect(world());
    assert.deepEqual([partnerId, status], [made.id, 'pending']);
    world().clock.turn(5000);
    await consenting;
    assert.equal((await over(id)).status, 'proven');
    assert.ok((await auditOf(world())).includes('Delete RemoteAssistancePartner: Success'));
  });
});

onEveryWorld('a consent that an earlier one fails beside', (world) => {
  test('connects all the same', async () => {
    const { sandbox, send, service, clock } = world();
    const id = await world().partnerId();
    const begin = async () => {
      assert.equal((await send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
      return `${(await send('GET', `${partners}/${id}`)).json.onboardingUrl}&consent=allow`;
    };
    sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', times: 1, ...token, retryAfter: 30 });
    assert.equal((await fetch(await begin())).status, 503);
    await service.obligations.idle();
    const page = await begin();
    sandbox.faults.add({ kind: 'slow', milliseconds: 60_000, times: 1, ...account });
    const consenting = fetch(page);
    await waitFor('the account to be asked for', () => sandbox.faults.list.length === 0);
    await waitFor('the earlier consent to be settled', async () => {
      clock.turn(10_000);
      await service.obligations.idle();
      return (await auditOf(world())).includes('SettleOnboarding RemoteAssistancePartner: Success');
    });
    clock.turn(60_000);
    await (await consenting).text();
    assert.equal((await send('GET', `${partners}/${id}`)).json.onboardingStatus, 'onboarded');
    assert.equal(sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined).length, 1);
  });
});
