import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Log } from '../../src/core/log.ts';
import { createTimeStamping } from '../../src/receipt/time-stamping.ts';
import { freePort } from '../harness/free-port.ts';

test('who stands in for a time stamp authority fills no memory, and sends the service nowhere else', async () => {
  const asked: string[] = [];
  await using server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/moved') return void response.writeHead(307, { Location: '/elsewhere' }).end();
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(2 ** 16)));
    };
    response.on('drain', more);
    more();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { log, reasons } = warned();
  for (const path of ['/endless', '/moved']) {
    assert.equal(await createTimeStamping(origin + path, log)({ a: 1 }, 'it'), null);
  }
  assert.deepEqual(reasons, [
    'the time stamp authority answered more than 1048576 bytes',
    'the time stamp authority answered 307',
  ]);
  assert.deepEqual(asked, ['/endless', '/moved']);
  server.closeAllConnections();
});

test('a time stamp authority that is away is said to be, and why', async () => {
  const { log, reasons } = warned();
  assert.equal(await createTimeStamping(`http://127.0.0.1:${await freePort()}`, log)({ a: 1 }, 'it'), null);
  assert.match(String(reasons), /ECONNREFUSED/);
});

/** A log, and the reasons of what it warned of. */
function warned() {
  const reasons: unknown[] = [];
  const warn = (fields: object) => void reasons.push((fields as { reason: string }).reason);
  const log: Log = { debug() {}, info() {}, warn, error() {} };
  return { log, reasons };
}
