import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf } from '../service-error.ts';

onEveryWorld('get deviceManagement', (world) => {
  for (const version of ['v1.0', 'beta']) {
    test(`${version} shows the account and the subscription of the caller's organisation`, async () => {
      const { send, contoso, service } = world();
      const { status, json } = await send('GET', `/${version}/deviceManagement`);
      assert.equal(status, 200);
      assert.deepEqual(json, {
        '@odata.context': `${service.origin}/${version}/$metadata#deviceManagement/$entity`,
        id: contoso,
        intuneAccountId: contoso,
        subscriptionState: 'active',
      });
    });
  }

  test('$select narrows it', async () => {
    const { json } = await world().send('GET', '/v1.0/deviceManagement?$select=subscriptionState');
    assert.deepEqual(json, {
      '@odata.context': `${world().service.origin}/v1.0/$metadata#deviceManagement(subscriptionState)/$entity`,
      subscriptionState: 'active',
    });
  });

  test('it can be neither changed nor removed', async () => {
    for (const method of ['PATCH', 'DELETE', 'POST', 'PUT']) {
      const reply = await world().send(method, '/v1.0/deviceManagement', { body: {} });
      const error = errorOf(reply, 400, 'No method match route template');
      assert.equal(
        error.message,
        `No OData route exists that match template ~/singleton with http verb ${method} for request /deviceManagement.`,
      );
    }
  });
});
