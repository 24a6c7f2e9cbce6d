import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Books, startLoad } from '../harness/keep-connecting.ts';
import { roles, startPostgres } from '../harness/postgres-server.ts';
import { startSite } from '../harness/site.ts';
import { settle } from './settle.ts';

const kills = 4;
/** Where none of these met a request under way, more are made. */
const mostKills = 20;

test('three replicas, killed at random, and a database that restarts: every confirmed disconnect is carried out', async (t) => {
  await using server = await startPostgres();
  const name = await server.createDatabase();
  const site = await startSite(
    { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) },
    10,
  );
  await using _ = site;
  const replicas = await Promise.all([site.replica(), site.replica(), site.replica()]);
  const books = new Books();
  using clients = startLoad(site, books);
  const metTrouble = () => books.connected > 10 && books.cut > 0;
  for (let kill = 0; kill < kills || (kill < mostKills && !metTrouble()); kill++) {
    await setTimeout(randomInt(200, 600));
    if (kill === kills / 2) {
      await server.stop('killed');
      await server.start();
    }
    const [victim] = replicas.splice(randomInt(replicas.length), 1);
    await victim?.kill('SIGKILL');
    replicas.push(await site.replica());
  }
  await clients.end();
  await Promise.all(replicas.map((each) => each.kill('SIGKILL')));

  const { connected, sessions, cut, unavailable, cutConsents } = books;
  const confirmed = [...books.disconnected.values()].reduce((sum, count) => sum + count, 0);
  t.diagnostic(JSON.stringify({ confirmed, connected, sessions, cut, unavailable, cutConsents }));
  assert.ok(metTrouble(), 'the load met no trouble');
  await settle(site, books);
});
