import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { startWorld, type World } from '../harness/world.ts';

interface Told {
  readonly status: number | undefined;
  readonly connection: string | undefined;
}

describe('a body that is long or says not how long it is', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  /** Sends the first kilobyte of a body and waits for an answer. */
  function begun(path: string, headers: Readonly<Record<string, string>>): Promise<Told> {
    return new Promise((resolve, reject) => {
      const type = { 'Content-Type': 'application/json' };
      const sent = request(
        world.service.origin + path,
        { method: 'POST', headers: { ...type, ...headers } },
        (answer) => {
          resolve({ status: answer.statusCode, connection: answer.headers.connection });
          sent.destroy();
        },
      );
      sent.on('error', reject);
      sent.write(' '.repeat(1024));
    });
  }

  for (const [how, headers] of [
    ['of 4 MB', { 'Content-Length': '4000000' }],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ] as const) {
    test(`${how} is not waited for from a stranger`, async () => {
      const refused = { status: 401, connection: 'close' };
      assert.deepEqual(await begun('/v1.0/$batch', headers), refused);
      assert.deepEqual(await begun('/v1.0/$batch', { ...headers, Authorization: 'Bearer x' }), refused);
    });

    test(`${how} is not waited for where nothing reads it`, async () => {
      assert.equal((await begun('/connect/callback', headers)).status, 404);
    });
  }

  test('is read from somebody who is known', async () => {
    const body = { displayName: 'x', '@note': 'y'.repeat(100_000) };
    const reply = await world.send('POST', '/beta/deviceManagement/remoteAssistancePartners', { body });
    assert.equal(reply.status, 201);
  });
});
