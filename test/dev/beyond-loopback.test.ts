import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { SettingsInvalid } from '../../src/settings/problem.ts';
import { readSettings } from '../../src/settings/read.ts';
import { startWorld } from '../harness/world.ts';

const settings = { host: '0.0.0.0', beyondLoopback: true, publicOrigin: 'http://assistd:8400' };

test('in a network of containers it answers by the name that it was given, and by no other', async () => {
  await using world = await startWorld({ settings });
  const token = await world.token();
  const ask = async (host: string, path: string) => {
    const asked = request(world.origin + path, { headers: { Host: host, Authorization: `Bearer ${token}` } }).end();
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, body: await text(response) };
  };
  const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
  const own = await ask('assistd:8400', partners);
  assert.equal(own.status, 200, own.body);
  assert.match(own.body, /"http:\/\/assistd:8400\/v1\.0\/\$metadata/);
  assert.equal((await ask('assistd:8400', '/_assistd/clock')).status, 200);
  for (const path of [partners, '/_assistd/clock', '/common/v2.0/.well-known/openid-configuration']) {
    for (const host of ['evil.example:8400', '192.0.2.7:8400', '0.0.0.0:8400']) {
      assert.equal((await ask(host, path)).status, 403, `${host} ${path}`);
    }
  }
});

test('it does so only where it is told, with a name, and never in production', () => {
  const problemOf = (mode: 'dev' | 'serve', flags: object, setting: string) =>
    assert.throws(
      () => readSettings(mode, { environment: {}, flags: { ...flags } }),
      (error) => error instanceof SettingsInvalid && error.problems.some((problem) => problem.setting === setting),
    );
  problemOf('dev', { host: '0.0.0.0' }, 'host');
  problemOf('dev', { host: '0.0.0.0', beyondLoopback: true }, 'publicOrigin');
  problemOf('serve', { beyondLoopback: true }, 'beyondLoopback');
});
