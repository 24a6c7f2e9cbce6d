import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

test('what one replica is told to end, another has ended: a connector at once, tokens and organisations within a second', async () => {
  await using outside = await startOutside();
  await using made = await postgres.create();
  const { clock, tenantId } = outside;
  const settings = {
    port: 0,
    database: made.database,
    ...(made.options.postgres?.migrationUrl && { databaseMigrationUrl: made.options.postgres.migrationUrl }),
    operatorTenant: tenantId,
  };
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
