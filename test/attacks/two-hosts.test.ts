import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { startWorld } from '../harness/world.ts';

test('a request that names two hosts, none, or none that can be, is refused on every surface, whichever a proxy went by', async () => {
  await using world = await startWorld();
  const { port } = new URL(world.service.origin);
  const ask = async (path: string, ...hosts: string[]) => {
    const socket = connect(Number(port), '127.0.0.1');
    const lines = [`GET ${path} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''];
    socket.write(lines.join('\r\n'));
    return text(socket);
  };
  for (const path of ['/v1.0/', '/console/', '/login/common/discovery/instance', '/_assistd/clock', '/health/live']) {
    for (const hosts of [
      ['localhost', 'evil.example'],
      ['evil.example', 'localhost'],
      ['localhost', ''],
      ['', 'localhost'],
      [],
      ['a/b'],
      ['a@b'],
    ]) {
      const answer = await ask(path, ...hosts);
      assert.match(answer, /^HTTP\/1\.1 400 /, `${path} ${hosts}`);
      assert.match(answer, /^content-type: application\/json/im, 'clients find an error in JSON alone');
      assert.match(answer, /one Host header/);
      assert.match(answer, /^request-id: /m);
    }
    assert.match(await ask(path, 'localhost'), /^HTTP\/1\.1 200 /, path);
  }
});
