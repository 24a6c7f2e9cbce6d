import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { type Outside, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { type ServeProcess, serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

interface Got {
  readonly status: number;
  readonly connection: string | undefined;
}

/** One request on a connection of `agent`; rejects when it is cut. */
function get(origin: string, path: string, agent: Agent, token: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { agent, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, connection: answer.headers.connection }));
      answer.once('error', reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** A request to create a partner of which only half is sent, until `finish`. */
async function halfSent({ origin }: ServeProcess, token: string) {
  const body = JSON.stringify({ displayName: 'Sent in two halves' });
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    Expect: '100-continue',
  };
  const sent = request(`${origin}${partners}`, { method: 'POST', headers, agent: new Agent() });
  const answered = new Promise<number | undefined>((resolve) => {
    sent.once('response', (response: IncomingMessage) => resolve(response.resume().statusCode));
    sent.once('error', () => resolve(undefined));
  });
  sent.flushHeaders();
  // From then on the service has it.
  await new Promise((resolve) => sent.once('continue', resolve));
  sent.write(body.slice(0, 10));
  return { answered, finish: () => void sent.end(body.slice(10)) };
}

/** What a machine that is busy adds, in milliseconds; what hangs takes a minute. */
const busyMs = 10_000;

async function stopped(service: ServeProcess, withinMs: number): Promise<void> {
  const began = performance.now();
  service.kill('SIGTERM');
  assert.equal(await service.gone, 0, service.stderr());
  const took = performance.now() - began;
  assert.ok(took < withinMs + busyMs, `stopping took ${Math.round(took)} ms`);
}

const readyOf = async ({ origin }: { origin: string }) =>
  (await fetch(`${origin}/health/ready`, { headers: { Connection: 'close' } }).catch(() => undefined))?.status;

test('a stop under load cuts no request: readiness goes down first, connections are closed by answers, the exit code is 0', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  await using service = await serveProcess(outside, { drainDelay: '4s', throttling: 'off', stopTimeout: '15s' });
  let balanced = true;
  let stopping = false;
  const seen = { before: 0, draining: 0, closed: 0 };
  const load = Array.from({ length: 12 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (balanced) {
      const asked = stopping;
      const { status, connection } = await get(service.origin, partners, agent, token);
      assert.equal(status, 200);
      seen[asked ? 'draining' : 'before']++;
      if (connection === 'close') seen.closed++;
    }
    agent.destroy();
  });
  await waitFor('load', () => seen.before > 50);
  const half = await halfSent(service, token);
  const done = stopped(service, 15_000);
  stopping = true;
  // A balancer looks now and then, and sends on for a moment after it has seen that the service is not ready. What it sends after
  // `drainDelay` is refused, and rightly: that is long enough for a machine that is busy.
  await waitFor('readiness to go down', async () => (await readyOf(service)) === 503);
  await waitFor('requests that are served although it is not ready', () => seen.draining > 20);
  balanced = false;
  await Promise.all(load);
  half.finish();
  assert.equal(await half.answered, 201);
  await done;
  assert.ok(seen.closed > 0, 'no answer closed its connection');
  assert.match(service.stderr(), /"msg":"stopping"/);
});

test('while what is under way is finished, whoever comes new is told to come back, on a connection that is closed', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  await using service = await serveProcess(outside, { stopTimeout: '20s' });
  const half = await halfSent(service, token);
  const done = stopped(service, 10_000);
  const refused = await waitFor('a refusal', async () => {
    const got = await get(service.origin, partners, new Agent(), token);
    return got.status === 503 ? got : undefined;
  });
  assert.equal(refused.connection, 'close');
  half.finish();
  assert.equal(await half.answered, 201);
  await done;
});

test('a partner that does not answer holds no stop, and what was owed to it is taken up at once by the next start', async () => {
  await using outside = await startOutside();
  await using service = await serveProcess(outside, { stopTimeout: '3s' });
  await disconnectFromStuckPartner(outside, service);
  await stopped(service, 3000);
  outside.sandbox.faults.clear();
  // No clock is turned: a lease that was not returned would last for a minute.
  await using _ = await serveHere(outside);
  await waitFor('the grant to be revoked', () => outside.sandbox.grants[0]?.revokedAt !== undefined, 30_000);
});

async function disconnectFromStuckPartner(outside: Outside, service: ServeProcess): Promise<void> {
  const client = partnerClient(service.origin, await outside.token());
  const id = await client.create('Stuck');
  await client.connect(id);
  outside.sandbox.faults.add({ kind: 'slow', milliseconds: 60_000, path: '/api/*', times: 1000 });
  assert.equal(await client.disconnect(id), 204);
  await waitFor('the retirement to have begun', () =>
    outside.sandbox.faults.list.every(({ times = 0 }) => times < 1000),
  );
}

test('a client that never sends the rest of its request is cut off in time', async () => {
  await using outside = await startOutside();
  await using service = await serveProcess(outside, { stopTimeout: '2s' });
  const half = await halfSent(service, await outside.token());
  await stopped(service, 2000);
  assert.equal(await half.answered, undefined);
});
