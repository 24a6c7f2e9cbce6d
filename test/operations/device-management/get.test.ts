import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf } from '../service-error.ts';

onEveryWorld('deviceManagement', (world) => {
  for (const version of ['v1.0', 'beta']) {
    test(`${version}: the organisation's account and subscription, whole or as selected`, async () => {
      const { send, contoso } = world();
      const path = `/${version}/deviceManagement`;
      const whole = await send('GET', path);
      assert.equal(whole.status, 200);
      assert.deepEqual(whole.json, {
        '@odata.context': `${world().service.origin}/${version}/$metadata#deviceManagement/$entity`,
        id: contoso,
        intuneAccountId: contoso,
        subscriptionState: 'active',
      });
      for (const [select, expected] of [
        ['subscriptionState', { subscriptionState: 'active' }],
        ['SUBSCRIPTIONSTATE,intuneAccountId', { intuneAccountId: contoso, subscriptionState: 'active' }],
        ['id', { id: contoso }],
      ] as const) {
        const { json } = await send('GET', `${path}?$select=${select}`);
        const { '@odata.context': context, ...properties } = json;
        assert.deepEqual(properties, expected);
        assert.match(context, /#deviceManagement\([A-Za-z,]+\)\/\$entity$/);
      }
      errorOf(await send('GET', `${path}?$select=settings`), 400, 'BadRequest');
      errorOf(await send('GET', `${path}?$expand=auditEvents`), 400, 'ExpandNotSupported');
      errorOf(await send('PATCH', path, { body: {} }), 400, 'No method match route template');
    });
  }

  test('each organisation sees its own', async () => {
    const { send, token, fabrikam } = world();
    const { json } = await send('GET', '/v1.0/deviceManagement', { token: await token({ tenant: fabrikam }) });
    assert.equal(json.intuneAccountId, fabrikam);
  });
});
