import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres, type TestDatabase } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

function settingsOf({ database, options }: TestDatabase, operatorTenant: string) {
  const { migrationUrl: databaseMigrationUrl } = options.postgres ?? {};
  return { port: 0, database, ...(databaseMigrationUrl && { databaseMigrationUrl }), operatorTenant };
}

test('what one replica is told to end, another has ended: a connector at once, tokens and organisations within a second', async () => {
  await using outside = await startOutside();
  await using made = await postgres.create();
  const { clock, tenantId } = outside;
  const settings = settingsOf(made, tenantId);
  await using one = await serveHere(outside, settings);
  await using other = await serveHere(outside, settings);
  const token = await outside.token();
  const ask = (origin: string, method: string, path: string, bearer = token) =>
    fetch(origin + path, { method, headers: { Authorization: `Bearer ${bearer}` } });
  const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

  const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
  const { value } = (await (await ask(other.origin, 'GET', partners)).json()) as { value: { id: string }[] };
  const begin = `${partners}/${value[0]?.id}/beginOnboarding`;
  assert.equal(await status(other.origin, 'POST', begin), 204);
  assert.equal(await status(one.origin, 'POST', '/assist/connectors/TeamViewer/sever'), 200);
  assert.equal(await status(other.origin, 'POST', begin), 400);
  await waitFor('the walk to be over', async () => {
    clock.turn(1000);
    return (await status(other.origin, 'POST', '/assist/connectors/TeamViewer/restore')) === 204;
  });
  assert.equal(await status(one.origin, 'POST', begin), 204);

  const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  assert.equal(await status(other.origin, 'GET', partners), 200);
  assert.equal(await status(one.origin, 'POST', `/assist/callers/${oid}/revoke`), 204);
  clock.turn(1001);
  assert.equal(await status(other.origin, 'GET', partners), 401);
  assert.equal(await status(other.origin, 'GET', partners, await outside.token()), 200);
});

test('a caller who is revoked is given nothing by a replica that has not heard of it yet', async () => {
  await using outside = await startOutside();
  await using made = await postgres.create();
  const { tenantId, sandbox } = outside;
  const settings = settingsOf(made, tenantId);
  await using one = await serveHere(outside, settings);
  // Its browsers come back to the address that the partner knows.
  await using other = await serveHere(outside, { ...settings, port: outside.settings.port });
  const token = await outside.token();
  const ask = async (origin: string, method: string, path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const answer = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? {} : JSON.parse(text) };
  };
  const client = partnerClient(other.origin, token);
  await client.connect(await client.create('TeamViewer'));
  const device = async (deviceName: string) =>
    (await ask(other.origin, 'POST', '/beta/deviceManagement/managedDevices', { deviceName })).json.id as string;
  const assistance = async (id: string) =>
    ask(other.origin, 'POST', `/beta/deviceManagement/managedDevices/${id}/requestRemoteAssistance`);
  const [asked, unasked] = [await device('Asked'), await device('Unasked')];
  assert.equal((await assistance(asked)).status, 204);
  await waitFor('the session to be open', () => sandbox.sessions.length === 1);

  const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  assert.equal((await ask(other.origin, 'GET', '/assist/sessions')).status, 200);
  assert.equal((await ask(one.origin, 'POST', `/assist/callers/${oid}/revoke`)).status, 204);
  assert.equal((await assistance(unasked)).status, 401);
  await waitFor('what was open to be closed', () => sandbox.sessions.every(({ state }) => state === 'Closed'));
  const sessions = await other.database.read(tenantId, (db) =>
    db.sql.selectFrom('sessions').select('deviceId').where('tenant_id', '=', tenantId).execute(),
  );
  assert.deepEqual(
    sessions.map(({ deviceId }) => deviceId),
    [asked],
  );
});
