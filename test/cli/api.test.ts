import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevices } from '../console/stage.ts';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';

test('api sends any request with the login of every other command', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await addDevices(world, 1100);
  const api = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run('api', ...words);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const devices = 'deviceManagement/managedDevices';
  const page = JSON.parse(await api('GET', `/v1.0/${devices}?$top=2&$select=id`));
  assert.match(page['@odata.nextLink'], /^http/);
  assert.equal(JSON.parse(await api('GET', page['@odata.nextLink'])).value.length, 2);
  assert.equal(JSON.parse(await api('GET', `${devices}?$select=id`, '--all')).length, 1100);
  assert.equal(await api('GET', `beta/${devices}/$count`), '1100\n');
  assert.equal(await api('GET', `assist/tenants`, '-o', 'tsv', '--query', 'length(value)'), '2\n');
  assert.match(await api('GET', 'v1.0/$metadata'), /^<\?xml/);

  const settings = 'beta/deviceManagement/remoteAssistanceSettings';
  assert.equal(JSON.parse(await api('PATCH', settings, '--body', '{"blockChat":true}')).blockChat, true);
  const piped = await program.runWith({ input: '{"blockChat":false}' }, 'api', 'PATCH', settings, '--body', '@-');
  assert.equal(JSON.parse(piped.stdout).blockChat, false);
  const partner = `deviceManagement/remoteAssistancePartners/${await world.partnerId()}`;
  assert.equal(await api('POST', `${partner}/beginOnboarding`), '');

  for (const [code, ...words] of [
    [4, 'GET', `${devices}/00000000-0000-4000-8000-00000000dead`],
    [2, 'PATCH', settings, '--body', '17'],
    [2, 'PUT', settings],
    [2, 'POST', devices, '--all'],
    [1, 'GET', 'http://127.0.0.2:1/v1.0/me'],
  ] as const) {
    const ended = await program.run('api', ...words);
    assert.deepEqual([ended.code, ended.stdout], [code, ''], words.join(' '));
    assert.match(ended.stderr, /^assistd: /);
  }
});
