import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

const full = { Accept: 'application/json;odata.metadata=full' };

onEveryWorld('the URLs in answers', (world) => {
  test('have keys escaped as Graph does, so that the devices of a guest and of an O’Brien are found by them', async () => {
    const { service, send } = world();
    for (const [userPrincipalName, escaped] of [
      ['vance_fabrikam.example#EXT#@contoso.example', 'vance_fabrikam.example%23EXT%23%40contoso.example'],
      ["o'brien 100%/ø@contoso.example", "o''brien%20100%25%2F%C3%B8%40contoso.example"],
    ] as const) {
      const { id } = await addDevice(world(), { userPrincipalName });
      const path = `/v1.0/users/${encodeURIComponent(userPrincipalName)}/managedDevices`;
      const { json, text } = await send('GET', path, { headers: full });
      assert.equal(json['@odata.context'], `${service.origin}/v1.0/$metadata#users('${escaped}')/managedDevices`, text);
      const [device] = json.value;
      assert.equal(device['@odata.editLink'], `users('${escaped}')/managedDevices('${id}')`);
      const found = await send('GET', device['@odata.id'].slice(service.origin.length));
      assert.deepEqual([found.status, found.json.id], [200, id]);
      const single = await send('GET', `${path}/${id}?$select=id`);
      assert.equal(
        single.json['@odata.context'],
        `${service.origin}/v1.0/$metadata#users('${escaped}')/managedDevices(id)/$entity`,
      );
    }
  });

  test('to a next page can be followed, however long the texts are that it is ordered by, or the order is refused', async () => {
    const { service, send } = world();
    const texts = [
      'deviceName',
      'model',
      'manufacturer',
      'osVersion',
      'imei',
      'meid',
      'phoneNumber',
      'subscriberCarrier',
    ];
    const long = Object.fromEntries(texts.map((name) => [name, '😀'.repeat(256)]));
    for (let index = 0; index < 3; index += 1) await addDevice(world(), long);
    let path = `/v1.0/deviceManagement/managedDevices?$select=id&$top=1&$filter=model ne null&$orderby=${texts.join(',')}`;
    for (let page = 1; page <= 3; page += 1) {
      const { status, json, text } = await send('GET', path);
      assert.equal(status, 200, text);
      assert.equal(json.value.length, 1);
      path = json['@odata.nextLink']?.slice(service.origin.length);
    }
    assert.equal(path, undefined);
    const first = '/v1.0/deviceManagement/managedDevices?$top=1&$orderby=';
    for (const order of ['notes', [...texts, 'udid'].join(',')]) {
      const { status, json } = await send('GET', first + order);
      assert.equal(status, 400, order);
      assert.match(
        json.error.message,
        /^Invalid orderby clause: the texts may have \d+ characters together, more than 2048/,
      );
    }
  });
});
