import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import { commandLineClient } from '../harness/world.ts';

onEveryWorld('a second technician who asks for the same device', (world) => {
  test('gets the same session, and is in the trail and in the session by name', async () => {
    const { send, service, issuer, contoso } = world();
    await world().connect(await world().partnerId());
    const device = await addDevice(world());
    const people = issuer.directory.users.filter(({ tenantId }) => tenantId === contoso).slice(0, 2);
    const [first, second] = people.map(({ userPrincipalName }) => userPrincipalName);
    const tokens = [];
    for (const userPrincipalName of [first, second]) {
      const permissions = ['DeviceManagementManagedDevices.ReadWrite.All', 'Assist.Read.All'];
      tokens.push(
        await issuer.mint({ clientId: commandLineClient, userPrincipalName: userPrincipalName ?? '', permissions }),
      );
    }
    const path = `/v1.0/deviceManagement/managedDevices/${device.id}`;
    for (const token of tokens) {
      assert.equal((await send('POST', `${path}/requestRemoteAssistance`, { token })).status, 204);
    }
    await service.obligations.idle();
    for (const token of [...tokens, ...tokens]) {
      const link = await waitFor('the link', async () => {
        const { json } = await send('GET', `${path}?$select=id,remoteAssistanceSessionUrl`, { token });
        return json.remoteAssistanceSessionUrl;
      });
      assert.match(link, /supporter/);
    }
    const { value } = (await send('GET', '/assist/sessions')).json;
    assert.equal(value.length, 1);
    assert.deepEqual(value[0].linkGivenTo, [first, second]);
    const trail = (await send('GET', '/v1.0/deviceManagement/auditEvents?$orderby=activityDateTime')).json.value;
    const by = (activity: string) =>
      trail
        .filter(({ activityType }: { activityType: string }) => activityType === activity)
        .map(({ actor }: { actor: { userPrincipalName: string } }) => actor.userPrincipalName);
    assert.deepEqual(by('RequestRemoteAssistance ManagedDevice'), [first, second]);
    assert.deepEqual(by('GiveSupporterLink RemoteAssistanceSession'), [first, second]);
  });
});
