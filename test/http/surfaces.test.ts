import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { listen } from '../../src/http/port/listen.ts';
import { startWorld, until, type World } from '../harness/world.ts';

type Headers = Readonly<Record<string, unknown>>;

const surfaces = [
  ['/v1.0/$metadata', undefined],
  ['/v1.0/deviceManagement/remoteAssistancePartners', undefined],
  ['/console/', 'console'],
  ['/console/config.json', 'console'],
  ['/login/common/discovery/instance', 'login'],
  ['/login/nothing', 'login'],
  ['/_assistd/clock', '_assistd'],
  ['/connect/callback', 'connect'],
  ['/health/ready', 'health'],
  ['/metrics', 'metrics'],
] as const;

suite('every surface', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ settings: { metrics: true } });
  });
  after(() => world[Symbol.asyncDispose]());

  function over(
    origin: string | undefined,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers }> {
    const agent = new Agent({ ca: readFileSync(world.bundleFile ?? 'none'), servername: 'localhost' });
    return new Promise((resolve, reject) => {
      const options = { headers, ...(origin?.startsWith('https:') && { agent }) };
      const send = origin?.startsWith('https:') ? request : plainRequest;
      send(`${origin}${path}`, options, (response) => {
        response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      })
        .once('error', reject)
        .end();
    });
  }

  for (const [path, surface] of surfaces) {
    test(`${path} says its request-id, and over https that browsers keep to it, unless the name is this machine's`, async () => {
      const { tlsOrigin, origin } = world.service;
      const elsewhere = await over(tlsOrigin, path, { Host: 'assist.example.org' });
      assert.equal(elsewhere.headers['strict-transport-security'], 'max-age=31536000');
      for (const { headers } of [await over(tlsOrigin, path), await over(origin, path)]) {
        assert.equal(headers['strict-transport-security'], undefined);
        assert.match(String(headers['request-id']), /^[0-9a-f-]{36}$/);
      }
    });

    test(`${path} has a log line, with the client's address`, async () => {
      const { headers, status } = await over(world.service.origin, path);
      const line = await until('the line', () =>
        world.lines.find(({ fields }) => fields.requestId === headers['request-id']),
      );
      assert.equal(line.fields.surface, surface);
      assert.equal(line.fields.status, status);
      assert.equal(line.fields.method, 'GET');
      assert.match(String(line.fields.ipAddress), /127\.0\.0\.1|::1/);
    });
  }

  test('but for Graph is measured by its name', async () => {
    for (const [path] of surfaces) await over(world.service.origin, path);
    const { text } = await world.send('GET', '/metrics');
    for (const surface of new Set(surfaces.map(([, name]) => name).filter((name) => name !== undefined))) {
      assert.match(
        text,
        new RegExp(`assistd_surface_duration_seconds_count\\{surface="${surface}",status="\\d+"\\} [1-9]`),
      );
    }
  });

  test('only Graph lets pages of every origin read it', async () => {
    const page = 'http://localhost:5173';
    for (const [path, surface] of surfaces) {
      const { headers } = await over(world.service.origin, path, { Origin: page });
      const allowed = headers['access-control-allow-origin'];
      if (surface === 'login') assert.notEqual(allowed, '*', path);
      else assert.equal(allowed, surface ? undefined : '*', path);
    }
  });

  test('what holds somebody’s data is kept by nobody', async () => {
    const token = await world.token();
    const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
    for (const path of [
      partners,
      `${partners}/none`,
      '/v1.0/deviceManagement/managedDevices',
      '/assist/auditEvents',
      '/assist/nothing',
    ]) {
      assert.equal((await world.send('GET', path, { token })).headers.get('cache-control'), 'no-store', path);
    }
    const body = { requests: [{ id: '1', method: 'GET', url: '/deviceManagement' }] };
    const batch = await world.send('POST', '/v1.0/$batch', { token, body });
    assert.equal(batch.headers.get('cache-control'), 'no-store');
    assert.equal(batch.json.responses[0].headers['Cache-Control'], 'no-store');
  });

  test('a browser that is given the address alone finds the console, a program the Graph', async () => {
    const { status, headers } = await over(world.service.origin, '/', { Accept: 'text/html,application/xhtml+xml' });
    assert.deepEqual([status, headers.location], [302, '/console/']);
    assert.equal((await over(world.service.origin, '/', { Accept: 'application/json' })).status, 404);
  });

  test('what cannot be read as HTTP has a request-id, and a line', async () => {
    const socket = connect(Number(new URL(world.service.origin).port), '127.0.0.1');
    socket.write('no such thing\r\n\r\n');
    const id = /^HTTP\/1\.1 400 [\s\S]*request-id: (\S+)\r\n/.exec(await text(socket))?.[1];
    assert.ok(id);
    assert.equal(world.lines.find(({ fields }) => fields.requestId === id)?.message, 'request unreadable');
  });
});

test('while the service starts or stops, an answer says its request-id as any other', async () => {
  await using listening = await listen({ host: '127.0.0.1', port: 0 });
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(`${listening.origin}/v1.0/$batch`, { method, ...(method === 'POST' && { body: '{}' }) });
    assert.equal(answer.status, 503);
    assert.match(answer.headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'ServiceUnavailable');
  }
});

test('while the service starts or stops, a page of another origin may ask, and read when to come back', async () => {
  await using listening = await listen({ host: '127.0.0.1', port: 0 });
  const url = `${listening.origin}/v1.0/deviceManagement/remoteAssistancePartners`;
  const headers = { Origin: 'https://page.example' };
  const asked = await fetch(url, {
    method: 'OPTIONS',
    headers: { ...headers, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' },
  });
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get('access-control-allow-headers'), 'authorization');
  const answer = await fetch(url, { headers });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1']);
  for (const { headers: told } of [asked, answer]) assert.equal(told.get('access-control-allow-origin'), '*');
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Retry-After/);
});
