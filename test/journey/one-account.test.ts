import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { auditOf } from './behind.ts';

onEveryWorld('a vendor whose revocation ends all grants of an account', (world) => {
  test('takes other organisations away too, which is noticed, and said to each', async () => {
    const { sandbox, clock, send, service, fabrikam } = world();
    const theirs = await world().token({ tenant: fabrikam });
    const ours = await world().partnerId();
    const their = await world().partnerId(theirs);
    await world().connect(ours);
    await world().connect(their, theirs);
    const device = await addDevice(world(), { serialNumber: 'SN-F' }, theirs);
    await send('POST', `${devicesPath}/${device.id}/requestRemoteAssistance`, { token: theirs });
    await waitFor('their session', () => sandbox.sessions.length === 1);
    await service.obligations.idle();

    sandbox.revokesWholeAccount = true;
    const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
    assert.equal((await send('POST', `${partners}/${ours}/disconnect`)).status, 204);
    await waitFor('their loss to be noticed', async () => {
      clock.turn(60_000);
      await service.obligations.idle();
      const token = await world().token({ tenant: fabrikam });
      return (await send('GET', `${partners}/${their}`, { token })).json.onboardingStatus === 'notOnboarded';
    });
    await service.obligations.idle();
    assert.deepEqual(
      sandbox.grants.map(({ revokedBy }) => revokedBy),
      ['client', 'with another of its account'],
    );
    const trail = await auditOf({ service, contoso: fabrikam });
    assert.ok(trail.includes('LoseConnection RemoteAssistancePartner: Failure'), trail.join());
    assert.ok(trail.includes('End RemoteAssistanceSession: Failure'), trail.join());
    assert.ok((await auditOf(world())).includes('RevokeGrant RemoteAssistancePartner: Success'));
  });
});

test('sessions of each organisation are in a group of their own, where that is set', async () => {
  await using outside = await startOutside();
  const [connector] = outside.settings.connectors as readonly object[];
  const groups = new Set<string>();
  for (const sessionGroups of ['one', 'organisation'] as const) {
    await using service = await serveHere(outside, { connectors: [{ ...connector, sessionGroups }] as never });
    const token = await outside.token();
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const client = partnerClient(service.origin, token);
    if (groups.size === 0) await client.connect(await client.create('TeamViewer'));
    const devices = `${service.origin}${devicesPath}`;
    const made = await fetch(devices, {
      method: 'POST',
      headers,
      body: JSON.stringify({ serialNumber: sessionGroups }),
    });
    const { id } = (await made.json()) as { id: string };
    await fetch(`${devices}/${id}/requestRemoteAssistance`, { method: 'POST', headers });
    const count = groups.size + 1;
    await waitFor('a session', () => outside.sandbox.sessions.length === count);
    groups.add(outside.sandbox.sessions.at(-1)?.groupid ?? '');
  }
  assert.equal(groups.size, 2);
});
