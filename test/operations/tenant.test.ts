import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TenantTable } from '../../src/store/schema.ts';
import { setSubscriptionState } from '../../src/store/table/tenants.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import type { World } from '../harness/world.ts';
import { errorOf } from './service-error.ts';

type State = TenantTable['subscriptionState'];

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('the tenant of a token', (world) => {
  const suspended = async (state: State, work: (world: World) => Promise<void>) => {
    const { service, clock, fabrikam } = world();
    await service.database.write(fabrikam, (tx) => setSubscriptionState(tx, state));
    // An admission is believed for a second.
    clock.turn(1001);
    await work(world());
    await service.database.write(fabrikam, (tx) => setSubscriptionState(tx, 'active'));
    clock.turn(1001);
  };
  const alex = () => world().token({ tenant: world().fabrikam });

  for (const state of ['pending', 'disabled', 'deleted', 'blocked', 'lockedOut'] as const) {
    test(`nothing is served to a tenant that is ${state}`, () =>
      suspended(state, async ({ send, fabrikam, lines }) => {
        const reply = await send('GET', partners, { token: await alex() });
        assert.equal(errorOf(reply, 400, 'BadRequest').message, 'Request not applicable to target tenant.');
        const line = lines.find(({ fields }) => fields.requestId === reply.headers.get('request-id'));
        assert.equal(line?.fields.reason, `the subscription of the tenant is ${state}`);
        assert.equal(line?.fields.tenantId, fabrikam);
      }));
  }

  test('a tenant in warning is served, and sees that', () =>
    suspended('warning', async ({ send }) => {
      const { status, json } = await send('GET', '/v1.0/deviceManagement', { token: await alex() });
      assert.equal(status, 200);
      assert.equal(json.subscriptionState, 'warning');
    }));

  test('a tenant that is not known here gets 400, though its token is good', async () => {
    const { send, token, issuer } = world();
    const stranger = '5742a6e4-0000-4000-8000-000000000003';
    const claims = { tid: stranger, iss: `${issuer.authorityHost}/${stranger}/` };
    const reply = await send('GET', partners, { token: await token({ claims }) });
    assert.equal(errorOf(reply, 400, 'BadRequest').message, 'Request not applicable to target tenant.');
  });

  test('the tenant is the one of tid, whatever else the request names', async () => {
    const { send, fabrikam, contoso, partnerId } = world();
    const token = await alex();
    const headers = { 'x-ms-tenant-id': contoso, 'x-tenant-id': contoso };
    const { json } = await send('GET', `/v1.0/deviceManagement?tenantId=${contoso}`, { token, headers });
    assert.equal(json.id, fabrikam);
    const upper = await world().token({
      tenant: fabrikam,
      claims: { tid: fabrikam.toUpperCase(), iss: `${world().issuer.authorityHost}/${fabrikam.toUpperCase()}/` },
    });
    assert.equal((await send('GET', '/v1.0/deviceManagement', { token: upper })).json.id, fabrikam);
    assert.notEqual(await partnerId(token), await partnerId());
  });
});
