import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld, until } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const path = '/assist/connectors';
const second = {
  name: 'Second',
  product: 'teamviewer',
  clientId: 'second',
  clientSecret: 'second-secret',
  apiBase: 'http://127.0.0.1:9',
  authorizeUrl: 'http://127.0.0.1:9/authorize',
};

test('a connector is unknown until it was called, then reachable or not, and since when', async () => {
  await using world = await startWorld();
  const { send, sandbox, clock } = world;
  const shown = async () => (await send('GET', `${path}/TeamViewer`)).json;
  const first = await shown();
  assert.deepEqual(
    { ...first, '@odata.context': undefined, statusSinceDateTime: undefined },
    {
      '@odata.context': undefined,
      id: 'TeamViewer',
      displayName: 'TeamViewer',
      isDefault: true,
      status: 'unknown',
      statusSinceDateTime: undefined,
      lastFailure: null,
      severanceId: null,
      capabilities: {
        onboarding: 'oauthCode',
        revokes: true,
        revokingCutsSessions: false,
        deviceBound: false,
        closesSessions: true,
        closingCuts: false,
        access: [],
        viewOnly: 'no',
        consentPrompt: false,
        inventory: false,
        events: 'poll',
      },
    },
  );
  const id = await world.partnerId();
  await world.connect(id);
  const reachable = await shown();
  assert.equal(reachable.status, 'reachable');
  assert.ok(Date.parse(reachable.statusSinceDateTime) >= Date.parse(first.statusSinceDateTime));

  sandbox.faults.add({ kind: 'down' });
  const watch = await send('GET', "/assist/obligations?$filter=kind eq 'grant.watch'");
  await send('POST', `/assist/obligations/${watch.json.value[0].id}/retry`);
  await until('the connector is unreachable', async () => {
    clock.turn(1000);
    return (await shown()).status === 'unreachable';
  });
  const { lastFailure } = await shown();
  assert.match(lastFailure, /^TeamViewer: GET \/api\/v1\/ping: no answer/);
});

test('all that are configured are listed, the default among them; what only tables answer is refused', async () => {
  await using world = await startWorld({ settings: { connectors: JSON.stringify([second]) } });
  const { send, service } = world;
  const { json } = await send('GET', `${path}?$count=true&$select=id,isDefault`);
  assert.deepEqual(json.value, [
    { id: 'Second', isDefault: true },
    { id: 'TeamViewer', isDefault: false },
  ]);
  assert.equal(json['@odata.count'], 2);
  assert.equal((await send('GET', `${path}/$count`)).text, '2');
  const page = await send('GET', `${path}?$top=1`);
  assert.equal(page.json.value[0].id, 'Second');
  const next = await send('GET', page.json['@odata.nextLink'].slice(service.origin.length));
  assert.equal(next.json.value[0].id, 'TeamViewer');
  assert.equal(next.json['@odata.nextLink'], undefined);
  for (const option of ['$filter=id eq %27x%27', '$orderby=status']) {
    assert.match(errorOf(await send('GET', `${path}?${option}`), 400, 'BadRequest').message, /is not allowed/);
  }
  serviceErrorOf(await send('GET', `${path}/third`), 404, 'ResourceNotFound');
  assert.doesNotMatch(JSON.stringify((await send('GET', path)).json), /second-secret/);

  for (const [permission, status] of [
    ['Assist.Read.All', 200],
    ['Assist.Operate.All', 200],
    ['DeviceManagementServiceConfig.ReadWrite.All', 403],
  ] as const) {
    const own = { token: await world.token({ permissions: [permission] }) };
    assert.equal((await send('GET', path, own)).status, status);
    assert.equal((await send('GET', `${path}/Second`, own)).status, status);
  }
});
