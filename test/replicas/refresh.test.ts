import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const day = 24 * 3_600_000;
const sessions = 8;

test('an access token that has expired is refreshed once, however many replicas need it at once', async () => {
  await using made = await postgres.create();
  await made.open();
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  const shared = { database: made.database, watchInterval: '365d', throttling: 'off' as const };
  const replicas = [await serveHere(outside, shared), await serveHere(outside, { ...shared, port: 0 })];
  await using _ = {
    [Symbol.asyncDispose]: async () => void (await Promise.all(replicas.map((each) => each[Symbol.asyncDispose]()))),
  };
  const [first] = replicas;
  assert.ok(first);
  const client = partnerClient(first.origin, await outside.token());
  const id = await client.create('TeamViewer');
  await client.connect(id);
  const exchanges = () => sandbox.record.filter(({ path, status }) => /\/token$/i.test(path) && status === 200).length;
  assert.equal(exchanges(), 1);

  clock.turn(2 * day);
  const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
  const devices = '/beta/deviceManagement/managedDevices';
  const ask = async (index: number) => {
    const { origin = '' } = replicas[index % replicas.length] ?? {};
    const body = JSON.stringify({ deviceName: 'D', serialNumber: String(index) });
    const made = await fetch(`${origin}${devices}`, { method: 'POST', headers, body });
    const { id } = (await made.json()) as { id: string };
    return (await fetch(`${origin}${devices}/${id}/requestRemoteAssistance`, { method: 'POST', headers })).status;
  };
  // Long enough that everybody finds the token expired.
  sandbox.faults.add({ kind: 'slow', path: '/api/v1/oauth2/token', milliseconds: 300, times: 1 });
  const asked = await Promise.all(Array.from({ length: sessions }, (_, index) => ask(index)));
  assert.deepEqual(new Set(asked), new Set([204]));
  await waitFor('every session to be opened', () => sandbox.sessions.length === sessions);
  assert.equal(exchanges(), 2);
  // Nobody was refused: nobody used a token that somebody else had replaced.
  assert.ok(sandbox.record.every(({ status }) => status !== undefined && status < 400));
});
