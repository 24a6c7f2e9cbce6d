import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Exchange } from '../../src/http/exchange.ts';
import { listen } from '../../src/http/port/listen.ts';
import { silent } from '../harness/databases.ts';

test('who takes nothing of an answer is let go, and who waits for one is not', async () => {
  const held = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<Exchange>();
  const waits = Promise.withResolvers<void>();
  const answer = { status: 200, headers: { 'Content-Type': 'text/plain' } };
  await using listening = await listen({ host: '127.0.0.1', port: 0, stallMs: 300, finishMs: 0 });
  listening.serve(
    { trustedProxies: [] },
    {
      async graph(exchange) {
        if (exchange.path === '/waits') {
          waits.resolve();
          await held.promise;
          return { ...answer, body: 'at last' };
        }
        taken.resolve(exchange);
        // More than the buffers of both ends hold.
        return { ...answer, body: Buffer.alloc(64 * 2 ** 20, 'x') };
      },
      pages: {},
      tell: () => ({ status: 500, headers: {}, body: undefined }),
      reporting: { log: silent },
    },
  );
  const waiting = fetch(`${listening.origin}/waits`);
  await waits.promise;

  const reader = connect(Number(new URL(listening.origin).port), '127.0.0.1').pause();
  try {
    await once(reader, 'connect');
    reader.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const gone = (await taken.promise).gone?.();
    assert.ok(gone);
    if (!gone.aborted) await once(gone, 'abort');
    held.resolve();
    assert.equal(await (await waiting).text(), 'at last');
  } finally {
    reader.destroy();
  }
});
