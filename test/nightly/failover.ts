/**
 * The set-up of docs/guide/scale.md, "Failover by itself", under load: `node --test test/nightly/failover.ts`, about three minutes. With
 * `RESULTS=1` its numbers go into bench/RESULTS.md.
 */
import assert from 'node:assert/strict';
import { cpus, loadavg } from 'node:os';
import { test } from 'node:test';
import { writePart } from '../../bench/results-file.ts';
import { Books, startLoad } from '../harness/keep-connecting.ts';
import { roles } from '../harness/postgres-server.ts';
import { startSite } from '../harness/site.ts';
import { waitFor } from '../harness/wait-for.ts';
import { settle } from '../replicas/settle.ts';
import { missingHaproxy, startHaproxy } from './haproxy.ts';
import { missing, type PatroniCluster, startPatroni, ttlSeconds } from './patroni.ts';

const tenants = 10;

interface Measured {
  readonly what: string;
  readonly gapSeconds: number;
  readonly answered: number;
  readonly unavailable: number;
  readonly cut: number;
  readonly wrong: number;
  readonly disconnects: number;
  /** Until a killed node followed again. */
  readonly followedSeconds?: number;
}

test('Patroni puts another leader in the place of a killed one and of one that hands over: nothing confirmed is lost, no 500', {
  skip: missing(),
}, async (t) => {
  const load = loadavg()[0] ?? 0;
  await using cluster = await startPatroni();
  const measured: Limited[] = await under(cluster, 'all three hosts in the URL', 'assistd');
  if (missingHaproxy === undefined) {
    await using proxy = await startHaproxy(cluster.nodes);
    measured.push(...(await under(cluster, 'HAProxy in front', 'assistd_proxied', [proxy.port])));
  } else t.diagnostic(missingHaproxy);
  t.diagnostic(measured.map((each) => JSON.stringify(each)).join('\n'));
  for (const { what, gapSeconds, limitSeconds } of measured) {
    assert.ok(gapSeconds < limitSeconds, `${what}: writes again within ${limitSeconds} s, not ${gapSeconds}`);
  }
  if (process.env.RESULTS === '1') writePart(page(measured, load));
});

type Limited = Measured & { readonly limitSeconds: number };

/** Both ends of a leader under load, with the service told of the database in one way. */
async function under(
  cluster: PatroniCluster,
  way: string,
  database: string,
  ports?: readonly number[],
): Promise<Limited[]> {
  await cluster.createDatabase(database);
  const url = (role: string) => cluster.url(database, role, ports);
  await using site = await startSite({ database: url(roles.service), databaseMigrationUrl: url(roles.owner) }, tenants);
  await Promise.all([site.replica(), site.replica()]);
  const books = new Books();
  using clients = startLoad(site, books);
  await waitFor('some disconnects', () => confirmed(books) > 20);

  const first = await cluster.leader();
  const another = () => waitFor('another leader', async () => (await cluster.leader()) !== first);
  const killed = await during(`${way}: the leader is killed`, books, async () => {
    cluster.kill(first);
    await another();
  });
  const revivedAt = performance.now();
  await cluster.revive(first);
  const followedSeconds = (performance.now() - revivedAt) / 1000;
  const handedOver = await during(`${way}: a planned switchover`, books, () => cluster.switchover());
  await clients.end();

  // Nothing wrong was answered, and all that was confirmed is on record and carried out.
  await settle(site, books);
  return [
    { ...killed, followedSeconds, limitSeconds: ttlSeconds + 2 },
    { ...handedOver, limitSeconds: 3 },
  ];
}

function confirmed({ disconnected }: Books): number {
  return [...disconnected.values()].reduce((sum, count) => sum + count, 0);
}

/** The longest time without an acknowledged write, from the begin of `happen` until every organisation was served after its end. */
async function during(what: string, books: Books, happen: () => Promise<void>): Promise<Measured> {
  const writes = () => confirmed(books) + books.sessions + books.connected;
  const told = () => ({ ...books, wrong: books.wrong.length, disconnects: confirmed(books) });
  const before = told();
  let since: ReadonlyMap<string, number> | undefined;
  const happening = happen().then(() => {
    since = new Map(books.disconnected);
  });
  let last = performance.now();
  let seen = writes();
  let gapMs = 0;
  await waitFor(`every organisation to go on after: ${what}`, () => {
    const now = performance.now();
    gapMs = Math.max(gapMs, now - last);
    if (writes() !== seen) [seen, last] = [writes(), now];
    return since && [...since].every(([tenantId, count]) => (books.disconnected.get(tenantId) ?? 0) >= count + 3);
  });
  await happening;
  const after = told();
  return {
    what,
    gapSeconds: gapMs / 1000,
    answered: after.answered - before.answered,
    unavailable: after.unavailable - before.unavailable,
    cut: after.cut - before.cut,
    wrong: after.wrong - before.wrong,
    disconnects: after.disconnects - before.disconnects,
  };
}

function page(measured: readonly Measured[], load: number): string {
  const rows = measured.map(({ what, gapSeconds, answered, unavailable, cut, wrong, disconnects }) =>
    [what, gapSeconds.toFixed(1), answered, unavailable, cut, wrong, disconnects].join(' | '),
  );
  const followed = measured.flatMap(({ followedSeconds = [] }) => followedSeconds).map((each) => each.toFixed(1));
  return [
    '# Failover by itself',
    `Written by \`RESULTS=1 node --test test/nightly/failover.ts\` on ${new Date().toISOString().slice(0, 10)}: three PostgreSQL under Patroni (\`ttl\` ${ttlSeconds} s, \`synchronous_mode\`), three etcd, two replicas of assistd and the load on ${cpus().length} cores of one machine, load average ${load.toFixed(1)} before it began. assistd speaks to PostgreSQL over TLS, \`sslmode=verify-full\`, with a password. ${tenants} organisations connect, open sessions and disconnect, each as fast as it is answered. The leader is killed with its Patroni, by SIGKILL.`,
    [
      '| what happens | longest time without an acknowledged write, s | answers | of these 503 | no answer | 500 and other wrong answers | disconnects confirmed |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...rows.map((row) => `| ${row} |`),
    ].join('\n'),
    `Afterwards every confirmed disconnect was on record and carried out at the partner, and every audit chain intact. The killed node followed the new leader ${followed.join(' and ')} s after its Patroni was started again.`,
  ].join('\n\n');
}
