import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../src/core/id.ts';
import { addDevice, devicesPath, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import type { Reply } from '../../harness/world.ts';

onEveryWorld('a GUID is one whatever its case', (world) => {
  const found = ({ json, text }: Reply) => json.value?.map(({ id }: { id: string }) => id) ?? text;

  test('as a key: of reads, changes, actions, below other keys and in key predicates', async () => {
    const { send } = world();
    const id = newId();
    const created = await send('POST', devicesPath, { body: { id: id.toUpperCase(), deviceName: 'UPPER' } });
    assert.equal(created.status, 201, created.text);
    const upper = id.toUpperCase();
    for (const address of [`${devicesPath}/${upper}`, `${devicesPath}('${upper}')`, `${devicesPath}(id='${upper}')`]) {
      const { json, text } = await send('GET', address);
      assert.equal(json.id, id, text);
    }
    assert.equal((await send('PATCH', `${devicesPath}/${upper}`, { body: { notes: 'n' } })).status, 200);
    const imported = await send('POST', '/assist/managedDevices/import', { body: { devices: [{ id: upper }] } });
    assert.equal(imported.json.unchanged, 1, imported.text);
    const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
    const partner = (await world().partnerId()).toUpperCase();
    assert.equal((await send('GET', `${partners}/${partner}`)).status, 200);
    assert.equal((await send('POST', `${partners}/${partner}/disconnect`)).status, 204);
    const events = '/v1.0/deviceManagement/auditEvents';
    const [event] = found(await send('GET', `${events}?$top=1`));
    assert.equal((await send('GET', `${events}/${event.toUpperCase()}`)).json.id, event);
    assert.equal((await send('DELETE', `${devicesPath}/${upper}`)).status, 204);
  });

  test('in conditions on the id, whichever', async () => {
    const { send } = world();
    const { id } = await addDevice(world());
    const upper = id.toUpperCase();
    const conditions = [
      `id eq '${upper}'`,
      `'${upper}' eq id`,
      `id eq ${upper}`,
      `ID in ('${newId()}','${upper}')`,
      `not (id ne '${upper}')`,
      `id ge '${upper}' and id le '${upper}'`,
      `startswith(id,'${upper.slice(0, 20)}')`,
      `endswith(id,'${upper.slice(20)}')`,
      `contains(id,'${upper.slice(4, 30)}')`,
      `tolower(id) eq '${id}'`,
      `toupper(id) eq '${upper}'`,
    ];
    for (const condition of conditions) {
      assert.deepEqual(found(await send('GET', `${devicesPath}?$filter=${condition}`)), [id], condition);
    }
    assert.equal((await send('GET', `${devicesPath}/$count?$filter=id eq '${upper}'`)).text, '1');
  });

  test('in conditions on what refers to a device: events of the trail, sessions', async () => {
    const { send, partnerId, connect } = world();
    await connect(await partnerId());
    const { id } = await addDevice(world());
    assert.equal((await requestAssistance(world(), id)).status, 204);
    const upper = id.toUpperCase();
    const events = '/v1.0/deviceManagement/auditEvents?$filter=resources/any(r:r/resourceId eq';
    const lower = found(await send('GET', `${events} '${id}')`));
    assert.ok(lower.length >= 2);
    assert.deepEqual(found(await send('GET', `${events} '${upper}')`)), lower);
    assert.equal(found(await send('GET', `/assist/sessions?$filter=deviceId eq '${upper}'`)).length, 1);
    const partner = (await partnerId()).toUpperCase();
    assert.equal(found(await send('GET', `/assist/sessions?$filter=partnerId in ('${partner}')`)).length, 1);
  });

  test('in the path to the devices of a user, in whichever the inventory has it', async () => {
    const { send } = world();
    const userId = newId();
    const mixed = userId.slice(0, 18) + userId.slice(18).toUpperCase();
    const ids = [];
    for (const each of [userId, userId.toUpperCase(), mixed]) ids.push((await addDevice(world(), { userId: each })).id);
    for (const user of [userId, userId.toUpperCase(), mixed]) {
      const list = await send('GET', `/v1.0/users/${user}/managedDevices`);
      assert.deepEqual(found(list).toSorted(), ids.toSorted());
      assert.equal((await send('GET', `/v1.0/users/${user}/managedDevices/${ids[1]?.toUpperCase()}`)).status, 200);
    }
    const { json } = await send('GET', `${devicesPath}?$filter=userId eq '${userId}'`);
    assert.equal(json.value[0].userId, userId, 'a text is compared, and given back, as it was written');
  });
});
