import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { startWorld, type World } from '../harness/world.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

test('what a trusted proxy hands on of its clients is held to what a request may say itself', async () => {
  await using world = await startWorld({ settings: { trustedProxies: 'loopback' } });
  const authorization = `Bearer ${await world.token()}`;
  const ask = (headers: Record<string, string>, method = 'GET', path = partners) =>
    asked(world, method, path, { authorization, ...headers });

  for (const host of ['evil.example"}', 'a b', 'a/b', 'a@b', 'a\\b', '<b>']) {
    for (const path of [partners, '/connect/start?state=x', '/console/']) {
      const { status, body } = await ask({ 'x-forwarded-host': host }, 'GET', path);
      assert.equal(status, 400, `${host} ${path}`);
      assert.match(body, /Host header/);
    }
  }
  for (const scheme of ['javascript', 'ws', 'https://x', '"']) {
    assert.equal((await ask({ 'x-forwarded-proto': scheme })).status, 400, scheme);
  }
  const upper = await ask({ 'x-forwarded-proto': 'HTTPS', 'x-forwarded-host': 'assist.example.org' });
  assert.equal(new URL(JSON.parse(upper.body)['@odata.context']).origin, 'https://assist.example.org');

  const spoken = ['203.0.113.9', '203.0.113.9:4711', '[2001:db8::1]:80', '_hidden'];
  for (const address of [...spoken, 'x'.repeat(4000), '<script>', 'a b']) {
    const id = await world.partnerId();
    const told = await ask({ 'x-forwarded-for': address }, 'POST', `${partners}/${id}/disconnect`);
    assert.equal(told.status, 204);
    const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents?$top=1');
    assert.equal(json.value[0].actor.ipAddress, spoken.includes(address) ? address : '127.0.0.1', address);
  }
});

async function asked({ service }: World, method: string, path: string, headers: Record<string, string>) {
  const sent = request(service.origin + path, { method, headers }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer) };
}
