import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { startCommitProxy } from '../harness/commit-proxy.ts';
import { postgres } from '../harness/databases.ts';
import { partnersPath } from '../harness/disconnected.ts';
import { roles } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';

test('a disconnect whose transaction PostgreSQL ends because nothing came for too long is answered with 503, and the next is carried out', async () => {
  await using made = await postgres.create('development');
  await using proxy = await startCommitProxy(made.database);
  await using world = await startWorld({ database: proxy.url, settings: { databaseStatementLimit: '3s' } });
  const id = await world.partnerId();
  await world.connect(id);
  const url = new URL(made.database);
  url.username = roles.superuser;
  const holder = new pg.Client(url.href);
  await using _ = { [Symbol.asyncDispose]: () => holder.end() };
  await holder.connect();
  const isHeld = async () => {
    const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return ((await holder.query(waits)).rowCount ?? 0) > 0;
  };
  await holder.query(`BEGIN; SELECT id FROM remote_assistance_partners WHERE id = '${id}' FOR UPDATE`);
  const answer = world.send('POST', `${partnersPath}/${id}/disconnect`);
  await waitFor('the disconnect to wait for the row', isHeld);
  {
    using _stalled = proxy.stall();
    await holder.query('COMMIT');
    assert.equal((await answer).status, 503);
  }
  assert.equal(world.sandbox.grants[0]?.revokedAt, undefined);
  assert.equal((await world.send('POST', `${partnersPath}/${id}/disconnect`)).status, 204);
  await waitFor('the revocation', () => world.sandbox.grants[0]?.revokedAt);
});
