import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice } from '../../harness/devices.ts';
import { startWorld } from '../../harness/world.ts';

const prefix = 'DeviceManagement';
const none = 'ffffffff-0000-4000-8000-000000000000';

/** [what, method, path below the version, the permissions that open it in `documented` and are added in `current`]. */
const table = [
  [
    'list',
    'GET',
    'deviceManagement/managedDevices',
    ['ManagedDevices.Read.All', 'ManagedDevices.ReadWrite.All'],
    ['Configuration.Read.All', 'Configuration.ReadWrite.All'],
  ],
  ['remove', 'DELETE', `deviceManagement/managedDevices/${none}`, ['ManagedDevices.ReadWrite.All'], []],
  [
    'ask for assistance',
    'POST',
    `deviceManagement/managedDevices/${none}/requestRemoteAssistance`,
    ['ManagedDevices.ReadWrite.All'],
    ['Configuration.ReadWrite.All'],
  ],
  [
    'ask below an application',
    'POST',
    `deviceManagement/detectedApps/x/managedDevices/${none}/requestRemoteAssistance`,
    ['ManagedDevices.ReadWrite.All'],
    [],
  ],
] as const;

const every = [
  'ManagedDevices.Read.All',
  'ManagedDevices.ReadWrite.All',
  'RBAC.ReadWrite.All',
  'Configuration.Read.All',
  'Configuration.ReadWrite.All',
  'ServiceConfig.ReadWrite.All',
  'Apps.ReadWrite.All',
];

for (const generation of ['documented', 'current'] as const) {
  test(`with permissions ${generation}, devices open to what the published tables name, and to nothing else`, async () => {
    await using world = await startWorld({ settings: { permissions: generation } });
    await addDevice(world);
    for (const [what, method, path, documented, added] of table) {
      const accepted: readonly string[] = generation === 'current' ? [...documented, ...added] : documented;
      for (const permission of every) {
        const token = await world.token({ permissions: [prefix + permission] });
        const { status } = await world.send(method, `/v1.0/${path}`, { token });
        assert.equal(status !== 403, accepted.includes(permission), `${what}: ${permission} → ${status}`);
      }
      const application = await world.applicationToken({ permissions: [`${prefix}ManagedDevices.ReadWrite.All`] });
      const onV1 = await world.send(method, `/v1.0/${path}`, { token: application });
      assert.equal(onV1.status === 403, generation === 'documented', `${what}: an application on v1.0`);
      const onBeta = await world.send(method, `/beta/${path}`, { token: application });
      assert.notEqual(onBeta.status, 403, `${what}: an application on beta`);
    }
  });
}

test('reading sessions opens neither their end nor the supporter’s link', async () => {
  await using world = await startWorld();
  const token = await world.token({ permissions: ['Assist.Read.All'] });
  assert.equal((await world.send('GET', '/assist/sessions', { token })).status, 200);
  assert.equal((await world.send('POST', `/assist/sessions/${none}/close`, { token })).status, 403);
  assert.equal((await world.send('GET', `/assist/sessions/${none}/supporterUrl()`, { token })).status, 403);
});
