import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { serviceErrorOf } from '../service-error.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('delete a partner', (world) => {
  test('it is gone, and a second time there is none', async () => {
    const { send } = world();
    const { json } = await send('POST', path, { body: { displayName: 'Short-lived' } });
    const removed = await send('DELETE', `${path}/${json.id}`);
    assert.deepEqual([removed.status, removed.text], [204, '']);
    serviceErrorOf(await send('DELETE', `${path}/${json.id}`), 404, 'ResourceNotFound');
    serviceErrorOf(await send('GET', `${path}/${json.id}`), 404, 'ResourceNotFound');
    serviceErrorOf(await send('POST', `${path}/${json.id}/beginOnboarding`), 404, 'ResourceNotFound');
    serviceErrorOf(await send('POST', `${path}/${json.id}/disconnect`), 404, 'ResourceNotFound');
  });

  test('a connected partner takes its grant with it: the partner forgets us', async () => {
    const { send, connect, sandbox, service } = world();
    const { json } = await send('POST', path, { body: { displayName: 'Short-lived' } });
    await connect(json.id);
    const grant = sandbox.grants.at(-1);
    assert.equal((await send('DELETE', `${path}/${json.id}`)).status, 204);
    await service.obligations.idle();
    assert.equal(sandbox.grants.find(({ id }) => id === grant?.id)?.revokedBy, 'client');
  });

  test('consent for a partner that was deleted meanwhile connects nothing', async () => {
    const { send, sandbox, service } = world();
    const beta = path.replace('v1.0', 'beta');
    const { json } = await send('POST', path, { body: { displayName: 'Short-lived' } });
    await send('POST', `${path}/${json.id}/beginOnboarding`);
    const { onboardingUrl } = (await send('GET', `${beta}/${json.id}`)).json;
    await send('DELETE', `${path}/${json.id}`);
    const before = sandbox.grants.length;
    const page = await fetch(`${onboardingUrl}&consent=allow`);
    assert.equal(page.status, 400);
    await service.obligations.idle();
    assert.equal(sandbox.grants.length, before);
  });

  test('the partner that a tenant was given stays deleted', async () => {
    const { send, partnerId, clock } = world();
    const id = await partnerId();
    assert.equal((await send('DELETE', `${path}/${id}`)).status, 204);
    clock.turn(5000);
    const { json } = await send('GET', path);
    assert.ok(json.value.every((each: { id: string }) => each.id !== id));
  });
});
