import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { startWorld, type World } from '../harness/world.ts';

suite('bodies', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ settings: { maxBodyBytes: 2048 } });
  });
  after(() => world[Symbol.asyncDispose]());

  /** Sends chunks without saying how many there will be; `last` leaves the body unfinished when it is false. */
  async function send(chunks: readonly string[], last = true): Promise<{ status: number; text: string }> {
    const token = await world.token();
    return new Promise((resolve, reject) => {
      const sent = request(`${world.service.origin}/v1.0/deviceManagement/remoteAssistancePartners`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'Transfer-Encoding': 'chunked',
        },
      });
      sent.once('error', reject).once('response', async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        sent.destroy();
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() });
      });
      for (const chunk of chunks) sent.write(chunk);
      if (last) sent.end();
    });
  }

  test('one that comes in chunks is read whole', async () => {
    const { status, text } = await send(['{"display', 'Name":"in ', 'pieces"}']);
    assert.equal(status, 201);
    assert.equal(JSON.parse(text).displayName, 'in pieces');
  });

  test('one that grows too long is refused as soon as it does, not when it ends', async () => {
    const { status, text } = await send(['{"displayName":"', 'x'.repeat(4000)], false);
    assert.equal(status, 413);
    assert.equal(JSON.parse(text).error.code, 'RequestEntityTooLarge');
  });

  test('one that would be too long is refused before it is read', async () => {
    const body = JSON.stringify({ displayName: 'x'.repeat(4000) });
    const { status, json } = await world.send('POST', '/v1.0/deviceManagement/remoteAssistancePartners', { body });
    assert.equal(status, 413);
    assert.equal(json.error.code, 'RequestEntityTooLarge');
  });

  test('requests without one, however they say so, are answered in order on their connection', async () => {
    const { hostname, port } = new URL(world.service.origin);
    const target = '/v1.0/deviceManagement/remoteAssistancePartners';
    const head = (method: string, lines = '') => `${method} ${target} HTTP/1.1\r\nHost: ${hostname}\r\n${lines}\r\n`;
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        head('GET'),
        head('POST', 'Content-Length: 0\r\n'),
        head('GET', 'Content-Length: 0\r\n'),
        `${head('POST', 'Transfer-Encoding: chunked\r\n')}0\r\n\r\n`,
        head('POST', 'Content-Length: 00\r\n'),
        head('GET', 'Connection: close\r\n'),
      ].join(''),
    );
    let text = '';
    for await (const part of socket.setEncoding('utf8')) text += part;
    const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (\d+) /g), ([, status]) => Number(status));
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401]);
  });

  test('after one that was given up, the service goes on', async () => {
    const sent = request(`${world.service.origin}/v1.0/deviceManagement/remoteAssistancePartners`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await world.token()}`, 'Content-Length': 100 },
    });
    sent.on('error', () => {});
    await new Promise<void>((written) => sent.write('{', () => written()));
    sent.destroy();
    const { status } = await world.send('GET', '/v1.0/deviceManagement/remoteAssistancePartners');
    assert.equal(status, 200);
  });
});
