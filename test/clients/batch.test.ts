import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startWorld } from '../harness/world.ts';

test('the batches of @microsoft/microsoft-graph-client and @microsoft/msgraph-sdk are understood', async () => {
  await using world = await startWorld();
  const { service, bundleFile = '' } = world;
  const id = await world.partnerId();
  const script = join(import.meta.dirname, 'batch.ts');
  const told = join(bundleFile, '..', 'told.json');
  writeFileSync(told, JSON.stringify({ origin: service.tlsOrigin, token: await world.token(), partnerId: id }));
  const { stdout } = await promisify(execFile)(process.execPath, [script, told], {
    env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: bundleFile },
  });
  const { graphJs, kiota } = JSON.parse(stdout);

  assert.equal(graphJs.create.status, 201);
  assert.equal(graphJs.create.body.displayName, 'of graph-js');
  assert.equal(graphJs.list.status, 200);
  assert.equal(graphJs.list.body.value.length, 2);
  assert.equal(graphJs.versioned.status, 400);
  assert.equal(graphJs.versioned.body.error.message, "Resource not found for the segment 'v1.0'.");
  assert.equal(graphJs.disconnect.status, 204);
  assert.equal(graphJs.givenUp.status, 424);

  assert.deepEqual(kiota, { list: 200, update: 200, disconnect: 204, absent: 404 });
  const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
  assert.equal(json.displayName, 'of Kiota');
});
