import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryLastingDatabase('a connector that the settings of a replica do not have', (start) => {
  test('loses no connection and no session: what is owed there waits until it is configured', async () => {
    await using lasting = await start();
    const { outside, turn } = lasting;
    const { sandbox, tenantId } = outside;
    const [teamviewer] = outside.settings.connectors as readonly Record<string, string>[];
    const without = { ...lasting.settings, throttling: 'off' as const };
    const withBoth = {
      ...without,
      connectors: [teamviewer, { ...teamviewer, name: 'Spare' }] as typeof outside.settings.connectors,
    };
    const token = await outside.token();
    const ask = async (method: string, path: string, body?: object) => {
      const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
      const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const answer = await fetch(outside.settings.publicOrigin + path, sent);
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? {} : JSON.parse(text);
    };
    const isOpen = async () => (await ask('GET', '/assist/sessions')).value[0].status === 'open';
    let partner: string;
    {
      await using service = await serveHere(outside, withBoth);
      const client = partnerClient(service.origin, token);
      partner = await client.create('Spare');
      await client.connect(partner);
      const device = await ask('POST', '/v1.0/deviceManagement/managedDevices', { deviceName: 'PC' });
      await ask('POST', `/assist/managedDevices/${device.id}/requestRemoteAssistance`, { partnerId: partner });
      await waitFor('the session to be open', isOpen);
    }
    {
      await using service = await serveHere(outside, without);
      for (let minutes = 0; minutes < 40; minutes += 10) {
        await turn(10 * 60_000);
        await service.obligations.idle();
      }
      assert.equal(await partnerClient(service.origin, await outside.token()).status(partner), 'onboarded');
    }
    await using service = await serveHere(outside, withBoth);
    await turn(10 * 60_000);
    await service.obligations.idle();
    assert.equal(await partnerClient(service.origin, await outside.token()).status(partner), 'onboarded');
    assert.equal(await isOpen(), true);
    assert.deepEqual(
      sandbox.grants.map(({ revokedAt }) => revokedAt),
      [undefined],
    );
    const { value } = await ask('GET', `/assist/obligations?$filter=${encodeURIComponent("kind eq 'grant.watch'")}`);
    assert.deepEqual(
      value.map(({ status }: { status: string }) => status),
      ['pending'],
      tenantId,
    );
  });
});
