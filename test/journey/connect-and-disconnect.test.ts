import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';

test('a partner is connected and disconnected, and the partner itself has forgotten us', async () => {
  await using world = await startWorld();
  const id = await world.partnerId();
  await world.connect(id);
  const path = `/v1.0/deviceManagement/remoteAssistancePartners/${id}`;
  const connected = await world.send('GET', path);
  assert.equal(connected.json.onboardingStatus, 'onboarded');
  assert.equal(connected.json.onboardingUrl, null);

  const disconnected = await world.send('POST', `${path}/disconnect`);
  assert.equal(disconnected.status, 204);
  assert.equal((await world.send('GET', path)).json.onboardingStatus, 'notOnboarded');
  await waitFor('the sandbox shows the grant revoked', () => world.sandbox.grants[0]?.revokedAt);
  await world.service.obligations.idle();
  const revocations = world.sandbox.record.filter((call) => /revoke$/i.test(call.path) && call.status === 204);
  assert.equal(revocations.length, 1);
});
