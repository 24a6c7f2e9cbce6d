import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import pg from 'pg';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { roles, startPostgres } from '../harness/postgres-server.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { smallDisk } from '../harness/small-disk.ts';
import { waitFor } from '../harness/wait-for.ts';

/** In bytes: a cluster with one database, and its log. */
const room = 160 * 2 ** 20;

suite('a PostgreSQL whose disk is full', () => {
  const place = mkdtempSync(join(tmpdir(), 'assistd-postgres-disk-'));
  const disk = smallDisk(place, room);
  after(() => {
    disk?.[Symbol.dispose]();
    rmSync(place, { recursive: true });
  });

  test('tells callers to come back, and has lost nothing that was confirmed, also where it fell over its log', {
    skip: !disk && 'needs mount',
  }, async () => {
    chmodSync(place, 0o755);
    await using outside = await startOutside();
    const small = { min_wal_size: '32MB', max_wal_size: '32MB' };
    await using server = await startPostgres(small, {}, { place });
    const name = await server.createDatabase();
    const settings = {
      database: server.url(name, roles.service),
      databaseMigrationUrl: server.url(name, roles.owner),
      throttling: 'off',
    } as const;
    await using service = await serveProcess(outside, settings);
    const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
    const partners = `${service.origin}/beta/deviceManagement/remoteAssistancePartners`;
    const confirmed: string[] = [];
    const create = async () => {
      const body = JSON.stringify({ displayName: `Partner ${'x'.repeat(200)}` });
      const answer = await fetch(partners, { method: 'POST', headers, body });
      if (answer.status === 201) confirmed.push(((await answer.json()) as { id: string }).id);
      return answer.status;
    };
    const said = (message: string, problem = /./) =>
      service
        .stderr()
        .split('\n')
        .filter((line) => line.includes(`"msg":"${message}"`) && problem.test(line)).length;
    const ready = async () => (await fetch(`${service.origin}/health/ready`)).status;
    const client = partnerClient(service.origin, await outside.token());
    const ids = await Promise.all(['One', 'Two', 'Three'].map((each) => client.create(each)));
    for (const id of ids) await client.connect(id);

    const answers = new Set<number | undefined>();
    const untilFull = async () => {
      await waitFor('a write that fails', async () => {
        const statuses = await Promise.all(Array.from({ length: 8 }, create));
        for (const status of statuses) answers.add(status);
        return statuses.includes(503);
      });
    };
    const filler = disk?.fill();
    await untilFull();
    assert.equal((await fetch(`${partners}/${ids[0]}`, { headers })).status, 200, 'what is there is still read');
    const asked = new Map(
      await Promise.all(ids.slice(0, 2).map(async (id) => [id, await client.disconnect(id)] as const)),
    );
    assert.equal(await ready(), 503, 'what fits into its files is written on, and yet it has no room');
    const begins = 'a part of the service does not work';
    await waitFor('the word of it in the log', () => said(begins, /its disk is full: make room/) === 1);
    // The next part of the log has no room.
    const superuser = new pg.Client(server.url('postgres', roles.superuser));
    superuser.on('error', () => {});
    await superuser.connect();
    const isThere = (error?: { readonly code?: string }) => error === undefined || error.code !== undefined;
    await waitFor('PostgreSQL to fall', async () => {
      const switched = superuser.query('SELECT pg_switch_wal(), txid_current()');
      return !isThere(
        await switched.then(
          () => undefined,
          (error) => error,
        ),
      );
    });
    await superuser.end().catch(() => {});
    answers.add(await create());
    asked.set(ids[2] ?? '', await client.disconnect(ids[2] ?? ''));
    for (const status of [...answers, ...asked.values()])
      assert.ok([201, 204, 503].includes(status ?? 0), String(status));

    filler?.[Symbol.dispose]();
    await server.stop('orderly');
    await server.start();
    await waitFor('readiness', async () => (await ready()) === 200);
    await waitFor('the end in the log', () => said('a part of the service works again') === 1);
    assert.equal(said(begins), 1);
    assert.equal(await create(), 201);
    for (const id of confirmed) assert.equal((await fetch(`${partners}/${id}`, { headers })).status, 200, id);
    for (const [id, status] of asked) {
      if (status === 204) assert.equal(await client.status(id), 'notOnboarded');
      assert.equal(await client.disconnect(id), 204);
    }
    await waitFor('what is owed to be done', () =>
      outside.sandbox.grants.every(({ revokedBy }) => revokedBy === 'client'),
    );
  });
});
