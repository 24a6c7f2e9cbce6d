import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startCommitProxy } from '../harness/commit-proxy.ts';
import { postgres } from '../harness/databases.ts';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

/** A world whose way to PostgreSQL can lose an acknowledgement. */
async function startBehindProxy() {
  const owned = new AsyncDisposableStack();
  const database = owned.use(await postgres.create('development'));
  await database.open();
  const proxy = owned.use(await startCommitProxy(database.database));
  const world = owned.use(await startWorld({ database: proxy.url }));
  return { world, proxy, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

suite('a commit whose acknowledgement is lost', () => {
  test('of an open session leaves it open at the partner, as it is shown', async () => {
    await using behind = await startBehindProxy();
    const { world, proxy } = behind;
    await world.connect(await world.partnerId());
    const device = await addDevice(world);
    proxy.loseCommitOf('session.watch');
    assert.equal((await requestAssistance(world, device.id)).status, 204);
    const shown = await waitFor('the session to be open', async () => {
      world.clock.turn(1000);
      const { json } = await world.send('GET', '/assist/sessions');
      return json.value?.[0]?.status === 'open' && json.value[0];
    });
    await world.service.obligations.idle();
    assert.equal(proxy.lost, 1);
    assert.equal((await world.send('GET', `/assist/sessions/${shown.id}`)).json.status, 'open');
    assert.deepEqual(
      world.sandbox.sessions.map(({ state }) => state),
      ['Open'],
    );
  });

  test('of a consent is read back: connected here, and in force there', async () => {
    await using behind = await startBehindProxy();
    const { world, proxy } = behind;
    const id = await world.partnerId();
    await world.send('POST', `${partners}/${id}/beginOnboarding`);
    const { onboardingUrl } = (await world.send('GET', `${partners}/${id}`)).json;
    proxy.loseCommitOf('CompleteOnboarding');
    const page = await fetch(`${onboardingUrl}&consent=allow`);
    assert.equal(page.status, 200, await page.text());
    assert.equal(proxy.lost, 1);
    await world.service.obligations.idle();
    world.clock.turn(120_000);
    await world.service.obligations.idle();
    assert.equal((await world.send('GET', `${partners}/${id}`)).json.onboardingStatus, 'onboarded');
    assert.equal(world.sandbox.grants[0]?.revokedAt, undefined);
  });

  test('of the tokens is read back, and they are stored once', async () => {
    await using behind = await startBehindProxy();
    const { world, proxy } = behind;
    const id = await world.partnerId();
    await world.send('POST', `${partners}/${id}/beginOnboarding`);
    const { onboardingUrl } = (await world.send('GET', `${partners}/${id}`)).json;
    proxy.loseCommitOf('update "grants" set "wrapped_key"');
    const page = await fetch(`${onboardingUrl}&consent=allow`);
    assert.equal(page.status, 200, await page.text());
    assert.equal(proxy.lost, 1);
    assert.equal(world.sandbox.grants.length, 1);
  });
});
