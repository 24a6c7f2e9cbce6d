import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { until, type World } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const graphPartners = '/v1.0/deviceManagement/remoteAssistancePartners';

/** Fabrikam connected, with a supporter who could be inside a device. */
async function withOpenSession(world: World) {
  const { send, fabrikam } = world;
  const token = await world.token({ tenant: fabrikam });
  const partner = await world.partnerId(token);
  const { json } = await send('GET', `/assist/partners/${partner}`, { token });
  if (json.onboardingStatus !== 'onboarded') await world.connect(partner, token);
  const device = await addDevice(world, {}, token);
  await send('POST', `${devicesPath}/${device.id}/requestRemoteAssistance`, { token });
  const session = await until('the session is open', async () => {
    const found = await send('GET', `/assist/sessions?$filter=deviceId eq '${device.id}' and status eq 'open'`, {
      token,
    });
    return found.json.value[0]?.id as string | undefined;
  });
  return { token, partner, device: device.id, session };
}

/** Until it is resumed, at the latest when the test is over, also when it fails: its world is other tests' as well. */
async function suspended(world: World, tenantId: string): Promise<{ resumed(): Promise<void> } & AsyncDisposable> {
  assert.equal((await world.send('POST', `/assist/tenants/${tenantId}/suspend`)).status, 204);
  let isOver = false;
  const resumed = async () => {
    if (isOver) return;
    isOver = true;
    assert.equal((await world.send('POST', `/assist/tenants/${tenantId}/resume`)).status, 204);
  };
  return { resumed, [Symbol.asyncDispose]: resumed };
}

const eventsOf = async (world: World, token: string, type: string) =>
  (await world.send('GET', `/beta/deviceManagement/auditEvents?$filter=activityType eq '${type}'`, { token })).json
    .value;

const changesOf = (event: { resources: { modifiedProperties: { displayName: string; newValue: string }[] }[] }) =>
  Object.fromEntries(
    event.resources[0]?.modifiedProperties.map(({ displayName, newValue }) => [displayName, newValue]) ?? [],
  );

onEveryWorld('an organisation that is suspended', (world) => {
  test('has its sessions closed at the partner, stays connected, and the trail says how many', async () => {
    const { send, sandbox, fabrikam } = world();
    const { token, partner, session } = await withOpenSession(world());
    await using suspension = await suspended(world(), fabrikam);
    await until('the session is closed at the partner', async () => {
      const { json } = await send('GET', `/assist/sessions/${session}`, { token });
      return json.status === 'closed' && json.closeReason === 'suspended';
    });
    assert.ok(sandbox.grants.every(({ revokedAt }) => revokedAt === undefined));
    assert.equal((await send('GET', `/assist/partners/${partner}`, { token })).json.onboardingStatus, 'onboarded');
    await suspension.resumed();
    const [event] = await eventsOf(world(), token, 'Suspend Tenant');
    assert.equal(changesOf(event).SessionsClosing, '1');
    assert.equal(event.actor.remoteTenantId, world().contoso);
  });

  test('is given no link and no session, and connects with nobody', async () => {
    const { send, fabrikam } = world();
    const { token, partner, device, session } = await withOpenSession(world());
    const other = await send('POST', graphPartners, { token, body: { displayName: 'Another' } });
    await send('POST', `${graphPartners}/${other.json.id}/beginOnboarding`, { token });
    const { onboardingUrl } = (await send('GET', `${graphPartners}/${other.json.id}`, { token })).json;
    await using suspension = await suspended(world(), fabrikam);
    for (const [method, path] of [
      ['GET', `/assist/sessions/${session}/supporterUrl()`],
      ['GET', `${devicesPath}/${device}?$select=id,remoteAssistanceSessionUrl`],
      ['POST', `${devicesPath}/${device}/requestRemoteAssistance`],
      ['POST', `${graphPartners}/${partner}/beginOnboarding`],
    ] as const) {
      errorOf(await send(method, path, { token }), 400, 'BadRequest');
    }
    const page = await fetch(`${onboardingUrl}&consent=allow`);
    assert.notEqual(page.status, 200);
    await suspension.resumed();
    await until('the session is over', async () => {
      const { json } = await send('GET', `/assist/sessions/${session}`, { token });
      return json.status === 'closed';
    });
  });

  test('is disconnected by its own callers under /assist, which Graph’s path names when it refuses', async () => {
    const { send, sandbox, fabrikam } = world();
    const { token, partner, session } = await withOpenSession(world());
    await using suspension = await suspended(world(), fabrikam);
    const refused = await send('POST', `${graphPartners}/${partner}/disconnect`, { token });
    assert.equal(errorOf(refused, 400, 'BadRequest').message, 'Request not applicable to target tenant.');
    assert.match(refused.json.error.details[0].message, /POST \/assist\/partners\/\{id\}\/disconnect/);

    const reader = await world().token({ tenant: fabrikam, permissions: ['Assist.Read.All'] });
    serviceErrorOf(await send('POST', `/assist/partners/${partner}/disconnect`, { token: reader }), 403, 'Forbidden');
    const body = { reason: 'Contract ended', ticket: 'CHG-7' };
    assert.equal((await send('POST', `/assist/partners/${partner}/disconnect`, { token, body })).status, 204);
    await until('the grant is revoked', () => sandbox.grants.every(({ revokedAt }) => revokedAt));
    await until('the session is over', async () => {
      const { json } = await send('GET', `/assist/sessions/${session}`, { token });
      return json.status === 'closed';
    });
    const owed = await send('GET', "/assist/obligations?$filter=kind eq 'grant.retire'", { token });
    assert.equal(owed.status, 200);
    await suspension.resumed();
    const [event] = await eventsOf(world(), token, 'Disconnect RemoteAssistancePartner');
    assert.equal(changesOf(event).Reason, 'Contract ended');
    assert.equal(changesOf(event).Ticket, 'CHG-7');
    assert.match(changesOf(event).Disconnect ?? '', /^[0-9a-f-]{36}$/);
  });

  test('is disconnected from all its partners by the operator, who is shown first what that ends', async () => {
    const { send, sandbox, fabrikam, contoso, service, clock } = world();
    const { token, partner, session } = await withOpenSession(world());
    const impact = await send('GET', `/assist/tenants/${fabrikam}/impact()`);
    const { '@odata.context': _, ...ends } = impact.json;
    // The one that is connected, and the one whose consent was awaited when the organisation was suspended.
    assert.deepEqual(ends, { partners: 2, openSessions: 1, devices: 1 });
    // The suspension owes the end of the session as well, and is not to be there first.
    sandbox.faults.add({ kind: 'error', method: 'PUT', path: '/api/v1/sessions/*' });
    await using suspension = await suspended(world(), fabrikam);
    const body = { reason: 'Incident', ticket: 'INC-1' };
    assert.equal((await send('POST', `/assist/tenants/${fabrikam}/disconnect`, { body })).status, 204);
    sandbox.faults.clear();
    await until('the grant is revoked', async () => {
      await service.obligations.idle();
      if (sandbox.grants.every(({ revokedAt }) => revokedAt)) return true;
      clock.turn(1000);
      return false;
    });
    for (const id of [partner]) {
      assert.equal((await send('GET', `/assist/partners/${id}`, { token })).json.onboardingStatus, 'notOnboarded');
    }
    await suspension.resumed();
    const events = await eventsOf(world(), token, 'Disconnect RemoteAssistancePartner');
    const [first, second] = events;
    for (const event of [first, second]) {
      assert.equal(event.actor.remoteTenantId, contoso);
      assert.equal(changesOf(event).Ticket, 'INC-1');
    }
    assert.equal(changesOf(first).Disconnect, changesOf(second).Disconnect, 'one disconnect');
    const row = await world().service.database.read(fabrikam, (db) =>
      db.sql
        .selectFrom('disconnects')
        .selectAll()
        .where('tenant_id', '=', db.tenantId)
        .where('id', '=', changesOf(first).Disconnect ?? '')
        .executeTakeFirst(),
    );
    assert.equal(row?.kind, 'tenant');
    assert.equal(row?.requestedBy, 'adele@contoso.example');
    assert.equal(JSON.parse(row?.grants ?? '').length, 1);
    assert.deepEqual(
      JSON.parse(row?.sessions ?? '').map(({ id }: { id: string }) => id),
      [session],
    );
  });

  test('that asks for a session at the moment of its suspension has none that goes on', async () => {
    const { send, fabrikam, service } = world();
    const token = await world().token({ tenant: fabrikam });
    const partner = await world().partnerId(token);
    const { json } = await send('GET', `/assist/partners/${partner}`, { token });
    if (json.onboardingStatus !== 'onboarded') await world().connect(partner, token);
    const devices = await Promise.all(Array.from({ length: 8 }, () => addDevice(world(), {}, token)));
    const asked = devices.map(({ id }) => send('POST', `${devicesPath}/${id}/requestRemoteAssistance`, { token }));
    await using suspension = await suspended(world(), fabrikam);
    await Promise.all(asked);
    await until('nothing is open', async () => {
      service.obligations.wake();
      const found = await send('GET', "/assist/sessions?$filter=status in ('requested','open','closing')", { token });
      return found.json.value.length === 0;
    });
    await suspension.resumed();
  });

  test('ends things in a batch below /assist as well, and does nothing else in it; a batch of Graph is refused', async () => {
    const { send, fabrikam } = world();
    const { token, partner } = await withOpenSession(world());
    await using suspension = await suspended(world(), fabrikam);
    const headers = { 'Content-Type': 'application/json' };
    const requests = [
      { id: '1', method: 'POST', url: `/partners/${partner}/disconnect`, headers, body: { reason: 'over' } },
      { id: '2', method: 'POST', url: `/callers/somebody/revoke`, headers, body: {} },
      { id: '3', method: 'GET', url: '/connectors' },
    ];
    const { json } = await send('POST', '/assist/$batch', { token, body: { requests } });
    const statuses = Object.fromEntries(
      json.responses.map((each: { id: string; status: number }) => [each.id, each.status]),
    );
    assert.deepEqual(statuses, { 1: 204, 2: 204, 3: 400 });
    assert.equal((await send('POST', '/beta/$batch', { token, body: { requests } })).status, 400);
    await suspension.resumed();
  });

  test('suspending one leaves the sessions of another alone', async () => {
    const { send, fabrikam } = world();
    await world().connect(await world().partnerId());
    const { id } = await addDevice(world());
    await requestAssistance(world(), id);
    await until('the session is open', async () => {
      const { json } = await send('GET', `/assist/sessions?$filter=deviceId eq '${id}'`);
      return json.value[0]?.status === 'open';
    });
    await using suspension = await suspended(world(), fabrikam);
    await suspension.resumed();
    assert.equal((await send('GET', `/assist/sessions?$filter=deviceId eq '${id}'`)).json.value[0].status, 'open');
  });
});
