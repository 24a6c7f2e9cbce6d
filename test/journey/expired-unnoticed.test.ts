import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';

const path = '/beta/deviceManagement/remoteAssistancePartners';

for (const consent of ['allow', 'deny']) {
  test(`an hour is over when it is over, also while nobody has noticed: ${consent}`, async () => {
    await using world = await startWorld();
    const { send, service, sandbox, clock } = world;
    const id = await world.partnerId();
    await send('POST', `${path}/${id}/beginOnboarding`);
    const { onboardingUrl } = (await send('GET', `${path}/${id}`)).json;
    const answer = await fetch(`${onboardingUrl}&consent=${consent}`, { redirect: 'manual' });
    // As on a replica whose runner is behind: the duty that ends the onboarding does not run.
    await service.obligations[Symbol.asyncDispose]();
    clock.turn(3_600_001);
    const page = await fetch(answer.headers.get('location') ?? '');
    assert.equal(page.status, 400);
    assert.match(await page.text(), /has expired/);
    assert.equal(sandbox.grants.length, 0);
    assert.notEqual((await send('GET', `${path}/${id}`)).json.onboardingStatus, 'onboarded');
  });
}
