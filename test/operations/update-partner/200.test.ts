import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { serviceErrorOf } from '../service-error.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('update a partner', (world) => {
  test('the name changes, and nothing else', async () => {
    const address = `${path}/${await world().partnerId()}`;
    const before = (await world().send('GET', address)).json;
    const body = {
      '@odata.type': 'microsoft.graph.remoteAssistancePartner',
      id: 'other',
      displayName: 'Help desk',
      onboardingStatus: 'onboarded',
      lastConnectionDateTime: '2020-01-01T00:00:00Z',
    };
    const reply = await world().send('PATCH', address, { body });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json, { ...before, displayName: 'Help desk' });
    assert.deepEqual((await world().send('GET', address)).json, reply.json);
  });

  test('null takes the name away, and an empty body changes nothing', async () => {
    const address = `${path}/${await world().partnerId()}`;
    const cleared = await world().send('PATCH', address, { body: { displayName: null } });
    assert.deepEqual([cleared.status, cleared.json.displayName], [200, null]);
    const same = await world().send('PATCH', address, { body: {} });
    assert.deepEqual([same.status, same.json], [200, cleared.json]);
  });

  test('the name that it has already is no change, and stands in no trail', async () => {
    const address = `${path}/${await world().partnerId()}`;
    await world().send('PATCH', address, { body: { displayName: 'Same' } });
    const { status, headers } = await world().send('PATCH', address, { body: { displayName: 'Same' } });
    assert.equal(status, 200);
    const trail = `/v1.0/deviceManagement/auditEvents?$filter=correlationId eq ${headers.get('request-id')}`;
    assert.deepEqual((await world().send('GET', trail)).json.value, []);
  });

  test('a client that wants no answer gets none', async () => {
    const address = `${path}/${await world().partnerId()}`;
    const headers = { Prefer: 'return=minimal, odata.continue-on-error' };
    const reply = await world().send('PATCH', address, { body: { displayName: 'Quiet' }, headers });
    assert.deepEqual([reply.status, reply.text, reply.headers.get('preference-applied')], [204, '', 'return=minimal']);
    assert.equal((await world().send('GET', address)).json.displayName, 'Quiet');
  });

  test('a partner that is connected stays connected under its new name', async () => {
    const { send, partnerId, connect } = world();
    const id = await partnerId();
    await connect(id);
    const { json } = await send('PATCH', `${path}/${id}`, { body: { displayName: 'Renamed' } });
    assert.deepEqual([json.displayName, json.onboardingStatus], ['Renamed', 'onboarded']);
  });

  test('what is not there is not made', async () => {
    const reply = await world().send('PATCH', `${path}/none`, { body: { displayName: 'x' } });
    serviceErrorOf(reply, 404, 'ResourceNotFound');
  });
});
