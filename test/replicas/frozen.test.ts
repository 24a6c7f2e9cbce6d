import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

const twoMinutes = 120_000;

test('a replica that is frozen while it opens a session leaves no second one open at the partner', async () => {
  await using database = await postgres.create();
  await database.open();
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  const token = await outside.token();
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const shared = { database: database.database };
  await using frozen = await serveProcess(outside, shared);
  const client = partnerClient(frozen.origin, token);
  await client.connect(await client.create('TeamViewer'));
  const devices = `${frozen.origin}/v1.0/deviceManagement/managedDevices`;
  const made = await fetch(devices, { method: 'POST', headers, body: JSON.stringify({ serialNumber: 'SN-1' }) });
  const { id } = (await made.json()) as { id: string };

  sandbox.faults.add({ kind: 'slow', method: 'POST', path: '/api/v1/sessions', milliseconds: twoMinutes, times: 1 });
  const asked = await fetch(`${devices}/${id}/requestRemoteAssistance`, { method: 'POST', headers });
  assert.equal(asked.status, 204, await asked.text());
  await waitFor('the call to be under way', () => sandbox.faults.list.length === 0);
  frozen.kill('SIGSTOP');

  // By this one's clock the lease has run out; the partner shows no session yet, and it opens one.
  clock.turn(61_000);
  await using other = await serveHere(outside, { ...shared, port: 0 });
  await waitFor('the session to be opened by whoever is awake', () => sandbox.sessions.length === 1);
  await other.obligations.idle();
  clock.turn(twoMinutes);
  await waitFor('the partner to open the one of the frozen replica', () => sandbox.sessions.length === 2);
  frozen.kill('SIGCONT');
  await waitFor('one to be closed', () => sandbox.sessions.filter(({ state }) => state === 'Open').length === 1);
  const [open] = sandbox.sessions.filter(({ state }) => state === 'Open');
  assert.equal(open?.code, sandbox.sessions[0]?.code, 'the one that is known stays');
});

test('closing a session closes all at the partner that were opened for it', async () => {
  await using database = await postgres.create();
  await database.open();
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  const token = await outside.token();
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  await using service = await serveHere(outside, { database: database.database });
  const client = partnerClient(service.origin, token);
  await client.connect(await client.create('TeamViewer'));
  const devices = `${service.origin}/v1.0/deviceManagement/managedDevices`;
  const made = await fetch(devices, { method: 'POST', headers, body: JSON.stringify({ serialNumber: 'SN-1' }) });
  const { id } = (await made.json()) as { id: string };
  // The answer of the first call is lost, and the list does not show what it opened.
  sandbox.faults.add(
    { kind: 'lost', method: 'POST', path: '/api/v1/sessions', times: 1 },
    { kind: 'answer', method: 'GET', path: '/api/v1/sessions', body: '{"sessions":[]}', times: 1 },
  );
  await fetch(`${devices}/${id}/requestRemoteAssistance`, { method: 'POST', headers });
  await waitFor('two to be open', async () => {
    clock.turn(1000);
    await service.obligations.idle();
    return sandbox.sessions.length === 2;
  });
  const known = await waitFor('one to be known', async () => {
    const answer = await fetch(`${service.origin}/assist/sessions`, { headers });
    const { value } = (await answer.json()) as { value: { id: string; status: string }[] };
    return value[0]?.status === 'open' && value[0];
  });
  const closed = await fetch(`${service.origin}/assist/sessions/${known.id}/close`, { method: 'POST', headers });
  assert.equal(closed.status, 204);
  await service.obligations.idle();
  assert.deepEqual(
    sandbox.sessions.map(({ state }) => state),
    ['Closed', 'Closed'],
  );
});
