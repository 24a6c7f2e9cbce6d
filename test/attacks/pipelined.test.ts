import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Log } from '../../src/core/log.ts';
import type { Answer, Exchange } from '../../src/http/exchange.ts';
import { type BindOptions, type Listening, listen } from '../../src/http/port/listen.ts';
import { silent } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';

const head = { status: 200, headers: { 'Content-Type': 'text/plain' } };

/** A port where paths are answered as told. */
async function open(
  graph: (exchange: Exchange) => Promise<Answer>,
  { log = silent, ...options }: Partial<BindOptions> & { log?: Log } = {},
) {
  const listening = await listen({ host: '127.0.0.1', port: 0, ...options });
  const tell = () => ({ status: 500, headers: {}, body: undefined });
  listening.serve({ trustedProxies: [] }, { graph, pages: {}, tell, reporting: { log } });
  return listening;
}

async function dial({ origin }: Listening): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

const asking = (paths: readonly string[], last = '') =>
  paths
    .map((path, index) => `GET ${path} HTTP/1.1\r\nHost: a\r\n${index === paths.length - 1 ? last : ''}\r\n`)
    .join('');

describe('requests that a client sends without waiting for answers', () => {
  test('are done one after the other, and answered in their order', async () => {
    const begun: string[] = [];
    const first = Promise.withResolvers<void>();
    await using listening = await open(async ({ path }) => {
      begun.push(path);
      if (path === '/1') await first.promise;
      return { ...head, body: `did ${path}. ` };
    });
    const socket = await dial(listening);
    socket.write(asking(['/1', '/2', '/3'], 'Connection: close\r\n'));
    await waitFor('the first', () => begun.length > 0);
    await setImmediate();
    assert.deepEqual(begun, ['/1']);
    first.resolve();
    assert.match(await text(socket), /did \/1.*did \/2.*did \/3/s);
    assert.deepEqual(begun, ['/1', '/2', '/3']);
  });

  test('are not begun behind an answer that is the last of its connection', async () => {
    const begun: string[] = [];
    await using listening = await open(async ({ path }) => {
      begun.push(path);
      return { ...head, body: 'done' };
    });
    listening.drain();
    const socket = await dial(listening);
    socket.write(asking(['/1', '/2']));
    await text(socket);
    assert.deepEqual(begun, ['/1']);
  });

  test('are a hundred at most behind one; a connection that brings more is ended, and that is in the log', async () => {
    const lines: object[] = [];
    const held = Promise.withResolvers<void>();
    await using listening = await open(
      async () => {
        await held.promise;
        return { ...head, body: 'one answer' };
      },
      { log: { ...silent, info: (fields: object) => void lines.push(fields) } },
    );
    const ask = async (many: number) => {
      const socket = await dial(listening);
      socket.write(asking(Array(many).fill('/'), 'Connection: close\r\n'));
      return text(socket).catch(() => 'reset');
    };
    const flooded = await ask(1500);
    assert.doesNotMatch(flooded, /one answer/);
    assert.deepEqual(
      lines.map((line) => 'reason' in line && line.reason),
      ['more than 100 requests wait behind one on a connection'],
    );
    const asked = ask(101);
    held.resolve();
    assert.equal((await asked).split('one answer').length - 1, 101);
    assert.equal(lines.length, 1);
  });

  test('hold no answers in memory for who takes none', async () => {
    const body = 'x'.repeat(48 * 1024);
    let begun = 0;
    await using listening = await open(
      async () => {
        begun += 1;
        return { ...head, body };
      },
      { finishMs: 0 },
    );
    const { arrayBuffers } = process.memoryUsage();
    const sockets = await Promise.all(Array.from({ length: 16 }, () => dial(listening)));
    try {
      for (const socket of sockets) socket.pause().write(asking(Array(90).fill('/large')));
      await waitFor('the first', () => begun >= sockets.length);
      for (let turn = 0; turn < 20; turn += 1) await setImmediate();
      const held = (process.memoryUsage().arrayBuffers - arrayBuffers) / 2 ** 20;
      assert.ok(held < 20, `${Math.round(held)} MiB are held`);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  test('of a client that has gone are over: nothing waits for them', async () => {
    const first = Promise.withResolvers<void>();
    const begun: string[] = [];
    // It waits so long for what is under way.
    const listening = await open(
      async ({ path }) => {
        begun.push(path);
        await first.promise;
        return { ...head, body: 'done' };
      },
      { finishMs: 600_000 },
    );
    const socket = await dial(listening);
    socket.write(asking(['/1', '/2', '/3']));
    await waitFor('the first', () => begun.length > 0);
    socket.destroy();
    first.resolve();
    await listening[Symbol.asyncDispose]();
    assert.deepEqual(begun, ['/1']);
  });

  test('are answered as they were meant, though what follows cannot be read', async () => {
    const done: string[] = [];
    await using listening = await open(async ({ path, body }) => {
      await body.bytes(1000);
      done.push(path);
      return { ...head, body: `did ${path}\n` };
    });
    const sent = async (bytes: string) => {
      const socket = await dial(listening);
      socket.write(bytes);
      return [...(await text(socket)).matchAll(/^HTTP\/1\.1 (\d+)|did \/\d/gm)].map(
        ([whole, status]) => status ?? whole,
      );
    };
    // A client that says that it has no body, and sends one.
    const post = (path: string, how: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\n${how}\r\n\r\n`;
    assert.deepEqual(await sent(`${post('/1', 'Content-Length: 0')}{}`), ['200', 'did /1', '400']);
    assert.deepEqual(await sent(`${asking(['/2', '/3'])}garbage\r\n\r\n`), ['200', 'did /2', '200', 'did /3', '400']);
    // What has not come whole is not waited for.
    assert.deepEqual(await sent(`${post('/4', 'Transfer-Encoding: chunked')}garbage\r\n`), ['400']);
    assert.deepEqual(done, ['/1', '/2', '/3']);
  });
});
