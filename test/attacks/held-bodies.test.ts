import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { collectGarbage } from '../../src/core/collect-garbage.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld, type World } from '../harness/world.ts';

const mebibyte = 2 ** 20;
const importPath = '/assist/managedDevices/import';
const read = ['DeviceManagementManagedDevices.Read.All'];

describe('bodies that do not come to their end', () => {
  let world: World;
  const sockets: Socket[] = [];
  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await world[Symbol.asyncDispose]();
  });

  async function begun(path: string, token: string, ...headers: string[]): Promise<Socket> {
    const socket = connect(Number(new URL(world.service.origin).port), '127.0.0.1');
    sockets.push(socket);
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${token}`, ...headers];
    socket.write(`${head.join('\r\n')}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n`);
    await once(socket, 'connect');
    return socket;
  }

  async function sent(socket: Socket, bytes: Buffer): Promise<void> {
    await new Promise((resolve) => socket.write(bytes, resolve));
  }

  const held = () => {
    collectGarbage('regular');
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / mebibyte;
  };

  test('take of memory what they are long, however small the pieces are that they are sent in', async () => {
    const token = await world.token({ permissions: read });
    const chunk = Buffer.from('1\r\n \r\n');
    const bytes = 250_000;
    const before = held();
    const slow = [];
    for (let begin = 0; begin < 4; begin++) slow.push(await begun('/v1.0/$batch', token, 'Transfer-Encoding: chunked'));
    await Promise.all(slow.map((socket) => sent(socket, Buffer.concat(Array(bytes).fill(chunk)))));
    // What comes behind it is answered only when all of it was read.
    assert.equal((await world.send('GET', '/v1.0/deviceManagement')).status, 200);
    const grown = held() - before;
    assert.ok(grown < 12, `${Math.round(grown)} MiB are held of ${(4 * bytes) / mebibyte}`);
    for (const socket of slow) {
      const answer = text(socket);
      await sent(socket, Buffer.from('0\r\n\r\n'));
      assert.match(await answer, /^HTTP\/1\.1 400 .*Unable to read JSON/s);
    }
  });

  test('of one organisation take a part of memory; beyond it they are told to come back, and others’ are read', async () => {
    const { send, token, fabrikam } = world;
    const length = 4 * mebibyte;
    const bearer = await token();
    const before = held();
    const all = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const socket = await begun(importPath, bearer, `Content-Length: ${length}`);
        const answer = text(socket).catch(() => '');
        await sent(socket, Buffer.alloc(length - 1, ' '));
        return { socket, answer };
      }),
    );
    const refusals: string[] = [];
    for (const { answer } of all) void answer.then((whole) => refusals.push(whole));
    await waitFor('what is too much is refused', () => refusals.length >= 20);
    for (const refusal of refusals) {
      assert.match(refusal, /^HTTP\/1\.1 503 /);
      assert.match(refusal, /^Retry-After: 1\r$/im);
    }
    const grown = held() - before;
    assert.ok(grown < 40, `${Math.round(grown)} MiB are held`);
    const body = { devices: [{ serialNumber: 'SN-9', notes: 'x'.repeat(7000) }] };
    const long = { devices: Array.from({ length: 20 }, () => body.devices[0]) };
    assert.equal((await send('POST', importPath, { body: long })).status, 503);
    assert.equal((await send('POST', importPath, { body })).status, 200, 'a short one');
    const theirs = await token({ tenant: fabrikam });
    assert.equal((await send('POST', importPath, { body: long, token: theirs })).status, 200);
    for (const { socket } of all) socket.destroy();
    await waitFor('it is free again', async () => (await send('POST', importPath, { body: long })).status === 200);
  });
});
