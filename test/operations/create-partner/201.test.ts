import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { onEveryWorld } from '../../harness/every-world.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('create a partner', (world) => {
  let firstId: string;
  before(async () => {
    firstId = await world().partnerId();
  });

  test('it is answered whole, with its address, and is there', async () => {
    const { send, service } = world();
    const displayName = "O'Brien & Søn+1 北京";
    const body = { '@odata.type': '#microsoft.graph.remoteAssistancePartner', displayName };
    const reply = await send('POST', path, { body });
    assert.equal(reply.status, 201);
    const { id } = reply.json;
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(reply.json, {
      '@odata.context': `${service.origin}/v1.0/$metadata#deviceManagement/remoteAssistancePartners/$entity`,
      id,
      displayName,
      onboardingUrl: null,
      onboardingStatus: 'notOnboarded',
      lastConnectionDateTime: '0001-01-01T00:00:00Z',
    });
    const location = reply.headers.get('location');
    assert.equal(location, `${service.origin}${path}('${id}')`);
    assert.deepEqual((await send('GET', location.slice(service.origin.length))).json, reply.json);
  });

  test('what a client may not set is ignored', async () => {
    const body = {
      id: 'mine',
      displayName: 'New',
      onboardingUrl: 'https://evil.example/',
      onboardingStatus: 'onboarded',
      lastConnectionDateTime: '2016-12-31T23:58:36.6670033-08:00',
      onboardingRequestExpiryDateTime: '2016-12-31T23:58:36.6670033-08:00',
      'displayName@odata.type': '#String',
      '@odata.etag': 'W/"x"',
    };
    const { status, json } = await world().send('POST', path.replace('v1.0', 'beta'), { body });
    assert.equal(status, 201);
    assert.notEqual(json.id, 'mine');
    assert.deepEqual(
      [json.onboardingUrl, json.onboardingStatus, json.lastConnectionDateTime, json.onboardingRequestExpiryDateTime],
      [null, 'notOnboarded', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    );
  });

  for (const [how, headers, body] of [
    ['with a charset', { 'Content-Type': 'application/json; charset=utf-8' }, '{"displayName":"New"}'],
    [
      'with parameters of OData',
      { 'Content-Type': 'application/json;odata.metadata=minimal;IEEE754Compatible=true' },
      '{"displayName":"New"}',
    ],
    ['with a byte order mark', { 'Content-Type': 'application/json' }, '\uFEFF{"displayName":"New"}'],
    ['escaped', { 'Content-Type': 'application/json' }, '{"displayName":"\\u004eew"}'],
    ['in another case', { 'Content-Type': 'Application/JSON' }, '{"DISPLAYNAME":"New"}'],
    [
      'compressed',
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      gzipSync('{"displayName":"New"}'),
    ],
  ] as const) {
    test(`a body is read ${how}`, async () => {
      const { status, json } = await world().send('POST', path, { headers, body });
      assert.deepEqual([status, json.displayName], [201, 'New']);
    });
  }

  test('a name may be left out, or be null', async () => {
    for (const body of [{}, { displayName: null }]) {
      const { status, json } = await world().send('POST', path, { body });
      assert.deepEqual([status, json.displayName], [201, null]);
    }
  });

  test('a client that wants no answer gets none, but learns the address', async () => {
    const headers = { Prefer: 'return=minimal' };
    const reply = await world().send('POST', path, { body: { displayName: 'Quiet' }, headers });
    assert.deepEqual([reply.status, reply.text, reply.headers.get('preference-applied')], [204, '', 'return=minimal']);
    const location = reply.headers.get('location') ?? '';
    assert.equal(reply.headers.get('odata-entityid'), location);
    const { json } = await world().send('GET', location.slice(world().service.origin.length));
    assert.equal(json.displayName, 'Quiet');
  });

  test('it can be connected at once, beside the first', async () => {
    const { send, connect, service, sandbox } = world();
    const { json } = await send('POST', path, { body: { displayName: 'TeamViewer' } });
    await connect(json.id);
    assert.equal((await send('GET', `${path}/${json.id}`)).json.onboardingStatus, 'onboarded');
    assert.equal((await send('GET', `${path}/${firstId}`)).json.onboardingStatus, 'notOnboarded');
    await send('POST', `${path}/${json.id}/disconnect`);
    await service.obligations.idle();
    assert.ok(sandbox.grants.every((grant) => grant.revokedAt));
  });
});
