import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';

interface Step {
  readonly what: string;
  readonly name: string;
  readonly action: string;
  readonly note: string;
}

test('a tenant is copied only with --apply, devices under their own ids, and a second time nothing is left to do', async () => {
  await using intune = await startWorld();
  await using world = await startWorld();
  using program = createProgram(world.service.origin, {
    ASSISTD_TOKEN: await world.token(),
    ASSISTD_FROM_TOKEN: await intune.token(),
  });
  const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
  const devices = '/v1.0/deviceManagement/managedDevices';
  await intune.send('POST', partners, { body: { displayName: 'MeshCentral' } });
  await intune.connect(await intune.partnerId());
  await intune.send('PATCH', '/beta/deviceManagement/remoteAssistanceSettings', {
    body: { remoteAssistanceState: 'enabled', blockChat: true },
  });
  const created = await intune.send('POST', devices, { body: { deviceName: 'KIOSK-3', serialNumber: 'K3' } });
  assert.equal(created.status, 201, created.text);
  const same = await world.send('POST', devices, { body: { deviceName: 'OLD NAME', serialNumber: 'K4' } });
  await intune.send('POST', devices, { body: { deviceName: 'KIOSK-4', serialNumber: 'K4' } });

  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run(
      ...['migrate-from-intune', '--from', intune.service.origin, '-o', 'json', ...words],
    );
    assert.equal(code, 0, stderr);
    const steps = JSON.parse(stdout) as Step[];
    return steps.filter(({ action }) => action !== 'same');
  };
  const planned = await run();
  assert.deepEqual(planned.map(({ what, name, action }) => [what, name, action]).sort(), [
    ['device', 'KIOSK-3', 'create'],
    ['device', 'KIOSK-4', 'change'],
    ['partner', 'MeshCentral', 'create'],
    ['settings', 'remoteAssistanceSettings', 'change'],
  ]);
  assert.equal((await world.send('GET', partners)).json.value.length, 1, 'nothing was done');

  assert.deepEqual(await run('--apply'), planned);
  assert.deepEqual(await run('--apply'), []);
  assert.equal((await world.send('GET', `${devices}/${created.json.id}`)).json.deviceName, 'KIOSK-3');
  assert.equal((await world.send('GET', `${devices}/${same.json.id}`)).json.deviceName, 'KIOSK-4');
  const settings = await world.send('GET', '/beta/deviceManagement/remoteAssistanceSettings');
  assert.deepEqual([settings.json.remoteAssistanceState, settings.json.blockChat], ['enabled', true]);
  const status = await intune.send('GET', `${partners}/${await intune.partnerId()}`);
  assert.equal(status.json.onboardingStatus, 'onboarded', 'the source is left as it was');
});

test('devices of one serial number stay as many as they are, and none becomes another', async () => {
  await using intune = await startWorld();
  await using world = await startWorld();
  using program = createProgram(world.service.origin, {
    ASSISTD_TOKEN: await world.token(),
    ASSISTD_FROM_TOKEN: await intune.token(),
  });
  const devices = '/v1.0/deviceManagement/managedDevices';
  const add = (deviceName: string) => intune.send('POST', devices, { body: { deviceName, serialNumber: 'VM' } });
  const copied = async () => {
    const { code, stderr } = await program.run(
      ...['migrate-from-intune', '--from', intune.service.origin, '--devices', '--apply'],
    );
    assert.equal(code, 0, stderr);
    const { json } = await world.send('GET', devices);
    return (json.value as { deviceName: string }[]).map(({ deviceName }) => deviceName).sort();
  };
  await add('VM 1');
  assert.deepEqual(await copied(), ['VM 1']);
  await add('VM 2');
  await add('VM 3');
  assert.deepEqual(await copied(), ['VM 1', 'VM 2', 'VM 3']);
  assert.deepEqual(await copied(), ['VM 1', 'VM 2', 'VM 3']);
});
