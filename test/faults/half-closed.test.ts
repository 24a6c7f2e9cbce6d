import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { newestDisconnect, partnersPath } from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryWorld('a partner that can do but a part of what a disconnect asks for', (world) => {
  const connectedWith = async (names: readonly string[]) => {
    const { sandbox, send } = world();
    sandbox.faults.clear();
    const id = await world().partnerId();
    await world().connect(id);
    const from = sandbox.sessions.length;
    for (const deviceName of names) {
      const device = await addDevice(world(), { deviceName, serialNumber: deviceName });
      assert.equal((await requestAssistance(world(), device.id)).status, 204);
    }
    await waitFor('the sessions to be open', async () => {
      const { json } = await send('GET', `/assist/sessions?$filter=status eq 'open'`);
      return json.value.length === names.length;
    });
    return { id, opened: () => sandbox.sessions.slice(from) };
  };
  const settled = () =>
    waitFor('the disconnect to be over', async () => {
      world().sandbox.faults.clear();
      world().clock.turn(16 * 60_000);
      await world().service.obligations.idle();
      const disconnect = await newestDisconnect(world());
      return disconnect.completedDateTime !== null && disconnect;
    });

  test('closes what is known at once where the partner cannot list what is open', async () => {
    const { id, opened } = await connectedWith(['L-1']);
    world().sandbox.faults.add({ kind: 'error', method: 'GET', path: '/api/v1/sessions' });
    await world().send('POST', `${partnersPath}/${id}/disconnect`);
    await world().service.obligations.idle();
    assert.deepEqual(
      opened().map(({ state }) => state),
      ['Closed'],
    );
    assert.equal((await newestDisconnect(world())).status, 'failing');
    assert.equal((await settled()).status, 'proven');
  });

  for (const fault of [
    { kind: 'error', times: 3 },
    { kind: 'answer', status: 403, body: '{}', times: 1 },
  ] as const) {
    test(`closes the others at once where the close of one is answered ${fault.kind === 'error' ? 500 : 403}`, async () => {
      const { id, opened } = await connectedWith([`${fault.kind}-1`, `${fault.kind}-2`, `${fault.kind}-3`]);
      const [one] = opened();
      world().sandbox.faults.add({ ...fault, method: 'PUT', path: '/api/v1/sessions/*' });
      world().sandbox.faults.add({ kind: 'throttled', retryAfter: 60, method: 'POST', path: '*/revoke' });
      await world().send('POST', `${partnersPath}/${id}/disconnect`);
      await world().service.obligations.idle();
      const states = opened().map(({ state }) => state);
      assert.deepEqual([...states].sort(), ['Closed', 'Closed', 'Open'], `${one?.code}`);
      assert.equal((await settled()).status, 'proven');
      assert.ok(opened().every(({ state }) => state === 'Closed'));
    });
  }
});

test('a list of sessions without end holds a revocation up for an hour, and not for ever', async () => {
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  let pages = 0;
  const proxy = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', sandbox.origin);
    if (request.method === 'GET' && url.pathname === '/api/v1/sessions') {
      // Each page takes long, by the service's clock.
      clock.turn(60_000);
      pages += 1;
      return void response
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify({ sessions: [], next_offset: `page-${pages}` }));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = { ...(request.headers as Record<string, string>) };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) delete headers[name];
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers,
      redirect: 'manual',
      ...(body && { body }),
    });
    const text = await answer.text();
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(text);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  try {
    const apiBase = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const connectors = (outside.settings.connectors as object[]).map((each) => ({ ...each, apiBase }));
    await using service = await serveHere(outside, { connectors: connectors as never });
    const client = partnerClient(service.origin, await outside.token());
    const id = await client.create('TeamViewer');
    await client.connect(id);
    assert.equal(await client.disconnect(id), 204);
    const from = clock.now();
    await waitFor('the grant to be revoked', async () => {
      assert.ok(clock.now() - from < 3 * 3_600_000, `not revoked after ${pages} pages`);
      await service.obligations.idle();
      clock.turn(16 * 60_000);
      return sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined);
    });
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});
