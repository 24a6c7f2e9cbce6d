import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath, readLink, requestAssistance } from '../../harness/devices.ts';
import { startWorld, until, type World, type WorldOptions } from '../../harness/world.ts';
import { serviceErrorOf } from '../service-error.ts';

async function connected(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  await world.connect(await world.partnerId());
  return world;
}

const linkOf = (world: World, id: string) =>
  until('the supporter has a link', async () => (await readLink(world, id)).json.remoteAssistanceSessionUrl as string);

const stateOf = async (world: World, id: string): Promise<string | undefined> =>
  (await readLink(world, id)).json.deviceActionResults[0]?.actionState;

const sessionsOf = async (world: World, query = '') => (await world.send('GET', `/assist/sessions${query}`)).json.value;

test('without a connected partner a request is refused, and the refusal says what to do', async () => {
  await using world = await startWorld();
  const { id } = await addDevice(world);
  const partnerId = await world.partnerId();
  const reply = await requestAssistance(world, id);
  serviceErrorOf(reply, 400, 'BadRequest');
  assert.match(reply.text, new RegExp(`beginOnboarding on the partner 'TeamViewer' .*${partnerId}`));
  assert.deepEqual(await sessionsOf(world), []);
  assert.equal(await stateOf(world, id), undefined);
});

test('whoever asks again while a session is open gets the same session', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  const replies = await Promise.all([1, 2, 3].map(() => requestAssistance(world, id)));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [204, 204, 204],
  );
  const link = await linkOf(world, id);
  assert.equal((await requestAssistance(world, id)).status, 204);
  assert.equal(await linkOf(world, id), link);
  assert.equal(world.sandbox.sessions.length, 1);
  assert.equal((await sessionsOf(world)).length, 1);
});

test('every documented path asks for assistance on the device', async () => {
  await using world = await connected();
  const adele = 'adele@contoso.example';
  const { id } = await addDevice(world, { userPrincipalName: adele, managementAgent: 'configurationManagerClientMdm' });
  const app = 'a1a1a1a1-0000-4000-8000-000000000001';
  for (const path of [
    `/v1.0/users/${adele}/managedDevices/${id}`,
    `/v1.0/me/managedDevices/${id}`,
    `/beta/deviceManagement/comanagedDevices/${id}`,
    `/v1.0/deviceManagement/detectedApps/${app}/managedDevices/${id}`,
    `/beta/deviceManagement/detectedApps/${app}/managedDevices/${id}/users/${adele}/managedDevices/${id}`,
    `/beta/deviceManagement/deviceHealthScripts/${app}/deviceRunStates/${app}:${id}/managedDevice`,
    `/beta/deviceManagement/deviceManagementScripts/${app}/deviceRunStates/${app}%3A${id}/managedDevice`,
    `/beta/deviceManagement/deviceComplianceScripts('${app}')/deviceRunStates('${app}:${id}')/managedDevice`,
    `/v1.0/deviceManagement/managedDevices('${id}')/microsoft.graph`,
  ]) {
    const address = path.endsWith('microsoft.graph')
      ? `${path}.requestRemoteAssistance`
      : `${path}/requestRemoteAssistance`;
    const reply = await world.send('POST', address, { body: {} });
    assert.equal(reply.status, 204, `${path}: ${reply.text}`);
  }
  const stranger = `/v1.0/users/vance@contoso.example/managedDevices/${id}/requestRemoteAssistance`;
  serviceErrorOf(await world.send('POST', stranger), 404, 'ResourceNotFound');
  const above = `/v1.0/deviceManagement/detectedApps/${app}/managedDevices/${app}/users/${adele}/managedDevices/${id}`;
  serviceErrorOf(await world.send('POST', `${above}/requestRemoteAssistance`), 404, 'ResourceNotFound');
  const unknown = `/beta/deviceManagement/deviceHealthScripts/${app}/deviceRunStates/${app}:${app}/managedDevice`;
  serviceErrorOf(await world.send('POST', `${unknown}/requestRemoteAssistance`), 404, 'ResourceNotFound');
});

test('a refusal of the partner fails the request in plain words, and the next request begins anew', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  world.sandbox.faults.add({
    kind: 'answer',
    method: 'POST',
    path: '/api/v1/sessions',
    times: 1,
    status: 403,
    contentType: 'application/json',
    body: JSON.stringify({ error: 'no_license', error_description: 'No licence for sessions.', error_code: 3 }),
  });
  await requestAssistance(world, id);
  await until('the request has failed', async () => (await stateOf(world, id)) === 'failed');
  const { json } = await readLink(world, id);
  assert.match(
    json.remoteAssistanceSessionErrorDetails,
    /^TeamViewer does not allow this connection to open the session: .*No licence/,
  );
  assert.equal(json.remoteAssistanceSessionUrl, '');
  await requestAssistance(world, id);
  await linkOf(world, id);
  assert.equal((await readLink(world, id)).json.remoteAssistanceSessionErrorDetails, null);
});

test('a partner that is down is tried again for a quarter of an hour, and then the request has failed', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  world.sandbox.faults.add({ kind: 'error' });
  await requestAssistance(world, id);
  const attempts = async () =>
    (await world.send('GET', "/assist/obligations?$filter=kind eq 'session.open'")).json.value[0].attempts;
  await until('it was tried', async () => (await attempts()) >= 1);
  assert.equal(await stateOf(world, id), 'pending');
  world.clock.turn(5 * 60_000);
  await until('it is tried again', async () => (await attempts()) >= 2);
  assert.equal(await stateOf(world, id), 'pending');
  world.clock.turn(11 * 60_000);
  await until('it is given up', async () => {
    // A partner that rests is asked once more when its rest is over.
    world.clock.turn(1000);
    return (await stateOf(world, id)) === 'failed';
  });
  assert.match(
    (await readLink(world, id)).json.remoteAssistanceSessionErrorDetails,
    /could not be reached for 15 minutes/,
  );
});

test('a session whose answer was lost is found at the partner, not opened twice', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  world.sandbox.faults.add({ kind: 'lost', method: 'POST', path: '/api/v1/sessions', times: 1 });
  await requestAssistance(world, id);
  await until('the answer is lost', () => world.sandbox.sessions.length === 1);
  await until('the session is open', async () => {
    world.clock.turn(1000);
    return (await readLink(world, id)).json.remoteAssistanceSessionUrl;
  });
  assert.equal(world.sandbox.sessions.length, 1);
});

test('a session closes by itself when its time is over, and the partner is told', async () => {
  await using world = await connected({ settings: { sessionLifetime: '1h' } });
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  await linkOf(world, id);
  world.clock.turn(3_600_000);
  await until('it is over', async () => (await sessionsOf(world))[0].status === 'closed');
  assert.equal((await sessionsOf(world))[0].closeReason, 'expired');
  assert.equal(world.sandbox.sessions[0]?.state, 'Closed');
  await requestAssistance(world, id);
  await linkOf(world, id);
  assert.equal(world.sandbox.sessions.length, 2);
});

test('a session that was closed at the partner is found closed', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  await linkOf(world, id);
  world.sandbox.faults.add({
    kind: 'answer',
    method: 'GET',
    path: '/api/v1/sessions/*',
    times: 1,
    status: 404,
    body: '{}',
    contentType: 'application/json',
  });
  world.clock.turn(31_000);
  await until('we know it', async () => (await sessionsOf(world))[0].status === 'closed');
  assert.equal((await readLink(world, id)).json.remoteAssistanceSessionUrl, '');
});

test('the session of a device that is removed is closed at the partner', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  await linkOf(world, id);
  assert.equal((await world.send('DELETE', `${devicesPath}/${id}`)).status, 204);
  await until('it is over', async () => (await sessionsOf(world))[0].closeReason === 'deviceDeleted');
  await until('the partner has closed it', () => world.sandbox.sessions[0]?.state === 'Closed');
});

test('a session that is being opened while the partner is disconnected is closed there before the grant is revoked', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  world.sandbox.faults.add({ kind: 'slow', method: 'POST', path: '/api/v1/sessions', times: 1, milliseconds: 400 });
  await requestAssistance(world, id);
  await until('the call is under way', () => world.sandbox.faults.list.length === 0);
  const partner = `/v1.0/deviceManagement/remoteAssistancePartners/${await world.partnerId()}`;
  assert.equal((await world.send('POST', `${partner}/disconnect`)).status, 204);
  assert.equal(await stateOf(world, id), 'canceled');
  await until('the grant is revoked', () => world.sandbox.grants[0]?.revokedAt);
  assert.deepEqual(
    world.sandbox.sessions.map(({ state }) => state),
    ['Closed'],
  );
  const calls = world.sandbox.record.map(({ method, path }) => `${method} ${path}`);
  const closed = calls.findIndex((call) => call.startsWith('PUT /api/v1/sessions/'));
  assert.ok(closed >= 0 && closed < calls.findIndex((call) => call.endsWith('/OAuth2/revoke')), calls.join('\n'));
  await until('the trail tells it', async () => (await sessionsOf(world))[0].status === 'closed');
  assert.equal((await sessionsOf(world))[0].closeReason, 'disconnected');
});

test('the links still open after the tokens of the grant were renewed', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  const link = await linkOf(world, id);
  world.sandbox.faults.add({ kind: 'unauthorized', method: 'GET', path: '/api/v1/ping', times: 1 });
  world.clock.turn(15 * 60_000 + 1000);
  await until('the tokens are renewed', () => world.sandbox.grants[0]?.refreshedAt);
  await world.service.obligations.idle();
  assert.equal(await linkOf(world, id), link);
});

test('another organisation sees no session, and closes none', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  await linkOf(world, id);
  const [session] = await sessionsOf(world);
  const token = await world.token({ tenant: world.fabrikam });
  assert.deepEqual((await world.send('GET', '/assist/sessions', { token })).json.value, []);
  for (const [method, tail] of [
    ['GET', ''],
    ['POST', '/close'],
    ['GET', '/supporterUrl()'],
  ] as const) {
    serviceErrorOf(
      await world.send(method, `/assist/sessions/${session.id}${tail}`, { token }),
      404,
      'ResourceNotFound',
    );
  }
  const partnerId = await world.partnerId();
  serviceErrorOf(await world.send('GET', `/assist/partners/${partnerId}/impact()`, { token }), 404, 'ResourceNotFound');
  assert.equal((await sessionsOf(world))[0].status, 'open');
});

test('neither links nor codes of sessions stand in the database in the plain', async () => {
  await using world = await connected();
  const { id } = await addDevice(world);
  await requestAssistance(world, id);
  await linkOf(world, id);
  const code = world.sandbox.sessions[0]?.code ?? '';
  const rows = await world.service.database.read(world.contoso, async ({ sql }) => [
    await sql.selectFrom('sessions').selectAll().where('tenant_id', '=', world.contoso).execute(),
    await sql.selectFrom('obligations').selectAll().where('tenant_id', '=', world.contoso).execute(),
    await sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', world.contoso).execute(),
    await sql.selectFrom('managed_devices').selectAll().where('tenant_id', '=', world.contoso).execute(),
  ]);
  assert.ok(code.length > 5);
  assert.ok(!JSON.stringify(rows).includes(code), 'the code of the session');
  assert.ok(!JSON.stringify(world.lines).includes(code), 'the log');
});
