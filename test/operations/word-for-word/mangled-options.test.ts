import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

onEveryWorld('a query option that a shell or a program has mangled', (world) => {
  const mangled = [
    "=serialNumber eq 'S1'",
    "%60$filter=serialNumber eq 'S1'",
    "%2524filter=serialNumber eq 'S1'",
    // Cut at what was meant as a part of the condition.
    "x=true && serialNumber eq 'S1'",
    "x=1&startswith(serialNumber,'S1')",
    // How PHP and some clients in JavaScript write an array or an object of parameters.
    'filter[serialNumber]=S1',
    'filter%5B0%5D=serialNumber',
  ];

  for (const search of mangled) {
    test(`is refused, and never answered with everything: ?${search}`, async () => {
      const { send } = world();
      await addDevice(world());
      for (const path of [
        devicesPath,
        `${devicesPath}/$count`,
        '/v1.0/deviceManagement',
        '/v1.0/$metadata',
        '/v1.0/',
      ]) {
        const { status, text } = await send('GET', `${path}?${search}`);
        assert.equal(status, 400, text);
        assert.match(text, /Invalid value for query option '/);
      }
      const step = { id: '1', method: 'GET', url: `/deviceManagement/managedDevices?${search.replace('%60', '`')}` };
      const { json } = await send('POST', '/v1.0/$batch', { body: { requests: [step] } });
      assert.equal(json.responses[0].status, 400);
      assert.equal((await send('POST', `/v1.0/$batch?${search}`, { body: { requests: [step] } })).status, 400);
    });
  }

  test('the service document is given to nobody who asks for something else: what a script has left of its path', async () => {
    const { send } = world();
    for (const query of ["$filter=deviceName eq 'x'", 'top=1', '$select=id', '$format=xml']) {
      const { status, text } = await send('GET', `/v1.0/?${query}`);
      assert.equal(status, 400, text);
    }
    for (const query of ['', '?$format=json', '?api-version=1']) {
      assert.equal((await send('GET', `/v1.0${query}`)).status, 200, query);
    }
  });
});

onEveryWorld('a parameter of an action that stands where it is not read', (world) => {
  test('is refused, and the action is not done without it', async () => {
    const { send } = world();
    const { id } = await addDevice(world());
    const actions = { wipe: 'keepUserData=true', requestRemoteAssistance: 'x=1', 'microsoft.graph.retire': "x='y'" };
    for (const [name, said] of Object.entries(actions)) {
      const { status, json } = await send('POST', `${devicesPath}/${id}/${name}(${said})`);
      assert.deepEqual([status, json?.error.code], [400, 'BadRequest']);
      assert.match(json.error.message, /^Resource not found for the segment '\w+\(.*\)'\.$/);
    }
    for (const query of ['keepUserData=true', '@keepuserdata=true', 'KeepEnrollmentData=true']) {
      const { status, json } = await send('POST', `${devicesPath}/${id}/wipe?${query}`, { body: {} });
      assert.equal(status, 400);
      assert.match(
        json.error.message,
        /: (it is a parameter of the action, which stands in the body|parameter aliases)/,
      );
    }
    assert.equal((await send('GET', `${devicesPath}/$count(1)`)).status, 400);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.managementState, 'managed');
    assert.equal((await send('POST', `${devicesPath}/${id}/syncDevice()?api-version=1`)).status, 204);
    assert.equal((await send('POST', `${devicesPath}/${id}/wipe`, { body: { keepUserData: true } })).status, 204);
  });
});
