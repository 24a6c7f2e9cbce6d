import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

const adele = 'c0a70501-1000-4000-8000-00000000ade1';

onEveryWorld('the inventory', (world) => {
  before(async () => {
    const vance = { userPrincipalName: 'Vance@contoso.example', userId: 'c0a70501-1000-4000-8000-0000000000aa' };
    for (let index = 0; index < 6; index++) {
      await addDevice(world(), {
        ...(index < 3 ? vance : { userPrincipalName: 'adele@contoso.example', userId: adele }),
        deviceName: `PC-${index}`,
        serialNumber: `SN-${index}`,
        lastSyncDateTime: `2026-11-0${index + 1}T00:00:00Z`,
        complianceState: index % 2 === 0 ? 'compliant' : 'noncompliant',
        managementAgent: index === 5 ? 'configurationManagerClientMdm' : 'mdm',
      });
    }
  });
  const names = async (path: string) => {
    const { json, text, status } = await world().send('GET', path);
    assert.equal(status, 200, text);
    return json.value.map(({ deviceName }: { deviceName: string }) => deviceName).sort();
  };

  test('all of it is counted unasked, what a condition finds for who asks', async () => {
    const { send } = world();
    assert.equal((await send('GET', devicesPath)).json['@odata.count'], 6);
    const filter = "$filter=complianceState eq 'compliant'";
    assert.equal('@odata.count' in (await send('GET', `${devicesPath}?${filter}`)).json, false);
    assert.equal((await send('GET', `${devicesPath}?${filter}&$count=true`)).json['@odata.count'], 3);
    assert.equal('@odata.count' in (await send('GET', `${devicesPath}?$count=false`)).json, false);
    assert.equal((await send('GET', `${devicesPath}/$count`)).text, '6');
    assert.equal((await send('GET', `${devicesPath}/$count?${filter}`)).text, '3');
  });

  test('filters, orders and searches answer rightly where Intune ignores them', async () => {
    assert.deepEqual(await names(`${devicesPath}?$filter=userId eq '${adele}'`), ['PC-3', 'PC-4', 'PC-5']);
    assert.deepEqual(await names(`${devicesPath}?$filter=serialNumber in ('SN-1','SN-4')`), ['PC-1', 'PC-4']);
    assert.deepEqual(await names(`${devicesPath}?$filter=complianceState ne 'compliant'`), ['PC-1', 'PC-3', 'PC-5']);
    assert.deepEqual(await names(`${devicesPath}?$filter=lastSyncDateTime lt 2026-11-03`), ['PC-0', 'PC-1']);
    assert.deepEqual(await names(`${devicesPath}?$search="sn-2"`), ['PC-2']);
    const { json } = await world().send(
      'GET',
      `${devicesPath}?$orderby=lastSyncDateTime desc&$top=2&$select=deviceName`,
    );
    assert.deepEqual(json.value, [{ deviceName: 'PC-5' }, { deviceName: 'PC-4' }]);
  });

  test('next links walk every device once, whatever they are ordered by', async () => {
    for (const order of ['deviceName', 'complianceState desc', 'userPrincipalName']) {
      const seen: string[] = [];
      let url: string | undefined = `${devicesPath}?$top=2&$orderby=${order}`;
      while (url) {
        const reply = await world().send('GET', url);
        const { json } = reply;
        assert.equal(reply.status, 200, reply.text);
        seen.push(...json.value.map(({ deviceName }: { deviceName: string }) => deviceName));
        url = json['@odata.nextLink']?.replace(world().service.origin, '');
      }
      assert.deepEqual(seen.toSorted(), ['PC-0', 'PC-1', 'PC-2', 'PC-3', 'PC-4', 'PC-5'], order);
    }
  });

  test("a user's devices are found by id and by name in any case, and nobody else's below them", async () => {
    const { send } = world();
    const mine = ['PC-3', 'PC-4', 'PC-5'];
    assert.deepEqual(await names(`/v1.0/users/${adele}/managedDevices`), mine);
    assert.deepEqual(await names('/beta/users/ADELE@contoso.example/managedDevices'), mine);
    assert.deepEqual(await names('/v1.0/me/managedDevices'), mine);
    assert.deepEqual(await names('/v1.0/users/nobody@contoso.example/managedDevices'), []);
    const { json } = await send('GET', '/v1.0/me/managedDevices');
    assert.equal(json['@odata.count'], 3);
    const id = json.value[0].id;
    assert.equal((await send('GET', `/v1.0/users/${adele}/managedDevices/${id}`)).status, 200);
    assert.equal((await send('GET', `/v1.0/users/vance@contoso.example/managedDevices/${id}`)).status, 404);
    assert.equal((await send('DELETE', `/v1.0/users/vance@contoso.example/managedDevices/${id}`)).status, 404);
  });

  test('me is a signed-in user, never an application', async () => {
    const { send, applicationToken } = world();
    const reply = await send('GET', '/beta/me/managedDevices', { token: await applicationToken() });
    assert.equal(reply.status, 400);
    assert.equal(reply.json.error.message, '/me request is only valid with delegated authentication flow.');
  });

  test('co-managed devices are those that Configuration Manager manages as well', async () => {
    assert.deepEqual(await names('/beta/deviceManagement/comanagedDevices'), ['PC-5']);
    assert.equal((await world().send('GET', '/v1.0/deviceManagement/comanagedDevices')).status, 400);
  });
});
