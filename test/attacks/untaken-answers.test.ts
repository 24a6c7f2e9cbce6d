import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { World } from '../harness/world.ts';

const texts = ['model', 'manufacturer', 'emailAddress', 'osVersion', 'userDisplayName', 'phoneNumber', 'imei', 'meid'];
const requests = Array.from({ length: 20 }, (_, index) => ({
  id: String(index),
  method: 'GET',
  url: '/deviceManagement/managedDevices',
}));

/** Asks for a batch of lists, and takes nothing of what it is answered with. */
async function untaken(world: World): Promise<Socket> {
  const body = JSON.stringify({ requests });
  const token = await world.token({ permissions: ['DeviceManagementManagedDevices.Read.All'] });
  const socket = connect(Number(new URL(world.service.origin).port), '127.0.0.1');
  const head = [
    'POST /v1.0/$batch HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'readable');
  return socket;
}

onEveryWorld('answers that nobody takes', (world) => {
  test('fill no memory: what one organisation asks for beyond them is told to come back, and others are answered', async () => {
    const { send, token, fabrikam } = world();
    for (let begin = 0; begin < 1000; begin += 500) {
      const devices = Array.from({ length: 500 }, (_, index) => ({
        serialNumber: `S-${begin + index}`,
        ...Object.fromEntries(texts.map((name) => [name, randomBytes(120).toString('hex')])),
      }));
      assert.equal((await send('POST', '/assist/managedDevices/import', { body: { devices } })).status, 200);
    }
    const before = process.memoryUsage().arrayBuffers;
    const sockets: Socket[] = [];
    try {
      while (sockets.length < 4) sockets.push(await untaken(world()));
      const held = (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
      assert.ok(held < 150, `${Math.round(held)} MiB are held`);
      const refused = await send('GET', devicesPath);
      assert.equal(refused.status, 503, refused.text.slice(0, 200));
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.equal((await send('GET', devicesPath, { token: await token({ tenant: fabrikam }) })).status, 200);
      assert.equal((await send('GET', '/v1.0/deviceManagement')).status, 200, 'what is no list');
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    await waitFor('their memory is free again', async () => (await send('GET', devicesPath)).status === 200);
    const { json } = await send('POST', '/v1.0/$batch', { body: { requests: requests.slice(0, 10) } });
    const statuses = json.responses.map(({ status }: { status: number }) => status);
    assert.ok(
      statuses.every((status: number) => status === 200),
      'a batch that is taken is answered whole',
    );
  });
});
