import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startOutside } from '../harness/outside.ts';
import { roles, startPostgres } from '../harness/postgres-server.ts';
import { serveHere } from '../harness/serve-here.ts';

test('while PostgreSQL cannot read a file of its own callers are told to come back, and all is well once it can', async () => {
  await using outside = await startOutside();
  await using server = await startPostgres();
  const name = await server.createDatabase();
  const settings = { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) };
  const rows = async (statement: string) => {
    const client = new pg.Client(server.url(name, roles.superuser));
    await client.connect();
    return (await client.query(statement).finally(() => client.end())).rows;
  };
  await using service = await serveHere(outside, settings);
  const ask = async (method: string) => {
    const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
    const body = method === 'POST' ? { body: JSON.stringify({ displayName: 'TeamViewer' }) } : {};
    const path = '/beta/deviceManagement/remoteAssistancePartners';
    return (await fetch(service.origin + path, { method, headers, ...body })).status;
  };
  assert.equal(await ask('POST'), 201);
  const [place] = await rows(`SELECT current_setting('data_directory') AS folder,
    pg_relation_filepath('remote_assistance_partners') AS file`);
  const file = join(place.folder, place.file);
  // What is held in memory, or open, is read on without the file.
  await server.stop('orderly');
  await server.start();
  renameSync(file, `${file}.away`);
  assert.deepEqual([await ask('GET'), await ask('POST')], [503, 503]);
  renameSync(`${file}.away`, file);
  assert.deepEqual([await ask('GET'), await ask('POST')], [200, 201]);
});
