import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { startWorld, type World } from '../harness/world.ts';

suite('a long answer', () => {
  let world: World;
  let page: string;
  before(async () => {
    world = await startWorld();
    const devices = Array.from({ length: 1000 }, (_, index) => ({ serialNumber: `SN-${index}`, notes: 'ü' }));
    assert.equal((await world.send('POST', '/assist/managedDevices/import', { body: { devices } })).status, 200);
    page = await get({ 'accept-encoding': 'identity' });
    assert.equal(JSON.parse(page).value.length, 1000);
  });
  after(() => world[Symbol.asyncDispose]());

  async function get(headers: Record<string, string>): Promise<string> {
    const answer = await fetch(world.origin + devicesPath, {
      headers: { authorization: `Bearer ${await world.token()}`, ...headers },
    });
    assert.equal(answer.status, 200);
    return await answer.text();
  }

  /** Asks for the page so many times on one connection, one behind the other, and gives how many bytes came. What comes is kept nowhere. */
  async function take(times: number, pauseAfter: number): Promise<number> {
    const head = `GET ${devicesPath} HTTP/1.1\r\nhost: ${new URL(world.origin).host}\r\nauthorization: Bearer ${await world.token()}\r\n`;
    const requests = [...Array(times - 1).fill(head), `${head}connection: close\r\n`].join('\r\n');
    let received = 0;
    let pauses = 0;
    const buffer = Buffer.alloc(64 * 1024);
    await new Promise<void>((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(world.origin).port),
        onread: {
          buffer,
          callback: (bytes) => {
            received += bytes;
            if (received <= pauseAfter * (pauses + 1)) return true;
            pauses++;
            setImmediate(() => socket.resume());
            return false;
          },
        },
      });
      socket.once('error', reject).once('close', () => resolve());
      socket.write(`${requests}\r\n`);
    });
    return received;
  }

  test('is the same by itself, compressed, and in a batch', async () => {
    assert.equal(await get({ 'accept-encoding': 'gzip' }), page);
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: devicesPath.slice('/v1.0'.length) }));
    const { json } = await world.send('POST', '/v1.0/$batch', { body: { requests } });
    for (const { body } of json.responses) assert.deepEqual(body, JSON.parse(page));
  });

  test('comes whole to a client that takes it a little at a time, and asks again before it has it', async () => {
    const times = 5;
    assert.ok((await take(times, 100_000)) > times * Buffer.byteLength(page));
  });

  test('leaves its memory when it is sent, without the collector', async () => {
    await take(1, Number.POSITIVE_INFINITY);
    const before = process.memoryUsage().arrayBuffers;
    await take(20, Number.POSITIVE_INFINITY);
    const kept = process.memoryUsage().arrayBuffers - before;
    assert.ok(kept < 5 * page.length, `${kept} bytes are kept of 20 pages of ${page.length}`);
  });
});
