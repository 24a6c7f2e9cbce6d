import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { listen } from '../../src/http/port/listen.ts';
import { main } from '../harness/main.ts';

const host = '127.0.0.1';

async function taken() {
  const other = createServer().listen(0, host);
  await once(other, 'listening');
  return { port: (other.address() as AddressInfo).port, [Symbol.asyncDispose]: async () => void other.close() };
}

test('a port that is taken is named with its setting and what to do, and the program ends', async () => {
  await using other = await taken();
  for (const [flag, setting] of [
    ['--port', 'port'],
    ['--tls-port', 'tlsPort'],
  ] as const) {
    const given = flag === '--port' ? [] : ['--port', '0'];
    const started = spawn(process.execPath, [main, 'dev', ...given, flag, String(other.port)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [told, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
    const said = `assistd: cannot listen on ${host}:${other.port} (${setting}): another program listens there; end it, or give ${setting} another number, 0 for any that is free\n`;
    assert.equal(told, said);
    assert.equal(code, 1);
  }
});

test('an address that cannot be listened on is said to be none of this machine', async () => {
  await assert.rejects(listen({ host: '192.0.2.1', port: 0 }), {
    name: 'PortUnavailable',
    message: 'cannot listen on 192.0.2.1:0 (port): 192.0.2.1 is no address of this machine',
  });
});
