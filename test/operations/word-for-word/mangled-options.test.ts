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
});
