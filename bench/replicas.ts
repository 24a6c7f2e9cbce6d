/**
 * What replicas on PostgreSQL serve, beside one process on SQLite, and where the time goes:
 *
 *     node bench/replicas.ts [--seconds 3] [--rounds 3]
 *
 * All of it, the load included, runs on this machine: with few cores, more replicas share them and no more is served.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import pg from 'pg';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { type Replica, type Site, startSite } from '../test/harness/site.ts';
import { processorMs } from './load.ts';
import { median } from './median.ts';
import { writePart } from './results-file.ts';
import { undisturbed } from './undisturbed.ts';

const connections = 32;
const tenants = 10;
const partners = '/beta/deviceManagement/remoteAssistancePartners';

interface Target {
  readonly name: string;
  readonly site: Site;
  readonly replicas: readonly Replica[];
  /** The processes of the database; none for SQLite. */
  readonly database: () => Promise<number[]>;
}

interface Measured {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time for each request. */
  readonly ours: number;
  readonly theirs: number;
}

type Operation = 'get' | 'disconnect';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '3' } },
  });
  await using stack = new AsyncDisposableStack();
  // As it is run in production: what is committed is on the disk.
  const server = stack.use(await startPostgres({ fsync: 'on', full_page_writes: 'on', shared_buffers: '128MB' }));
  const name = await server.createDatabase();
  const onPostgres = stack.use(
    await startSite(
      { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) },
      tenants,
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'assistd-bench-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const onSqlite = stack.use(await startSite({ database: folder }, tenants));
  const superuser = new pg.Client(server.url(name, roles.superuser));
  await superuser.connect();
  stack.defer(() => superuser.end());
  const backends = async () => {
    const { rows } = await superuser.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
    );
    return rows.map(({ pid }) => pid);
  };

  const replicas = [await onPostgres.replica()];
  while (replicas.length < 4) replicas.push(await onPostgres.replica());
  const targets: Target[] = [
    { name: 'SQLite, one process', site: onSqlite, replicas: [await onSqlite.replica()], database: async () => [] },
    ...[1, 2, 4].map((count) => ({
      name: `PostgreSQL, ${count} ${count === 1 ? 'replica' : 'replicas'}`,
      site: onPostgres,
      replicas: replicas.slice(0, count),
      database: backends,
    })),
  ];
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  const sections: string[] = [];
  for (const operation of ['get', 'disconnect'] as const) {
    const runs = new Map<Target, Measured[]>(targets.map((target) => [target, []]));
    for (const target of targets) await load(target, operation, 1);
    for (let round = 0; round < rounds; round++) {
      for (const target of targets) runs.get(target)?.push(await undisturbed(() => load(target, operation, seconds)));
    }
    sections.push(section(operation, runs));
  }
  const page = [
    '# Replicas',
    `Written by \`node bench/replicas.ts\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores for the replicas, PostgreSQL and the load together, load average ${loadavg()[2]?.toFixed(1)} in the last quarter of an hour. ${connections} connections, spread over the replicas and ${tenants} organisations; ${rounds} rounds of ${seconds} s each, the targets in turn; medians. PostgreSQL and SQLite both have what they confirm on the disk.`,
    ...sections,
    'A get is one query, in one round trip. A disconnect is one transaction of several, each a round trip, and its commit waits for the disk; those of one organisation wait for the end of its audit chain, those of different ones share a flush.',
  ].join('\n\n');
  writePart(page);
  console.log(page);
}

function section(operation: Operation, runs: ReadonlyMap<Target, readonly Measured[]>): string {
  const rows = [...runs].map(([{ name }, measured]) => {
    const of = (key: keyof Measured) => median(measured.map((each) => each[key]));
    const cells = [of('requestsPerSecond'), of('p50'), of('p99'), of('ours'), of('theirs')];
    return `| ${[name, ...cells.map((cell) => Math.round(cell))].join(' | ')} |`;
  });
  const title = operation === 'get' ? 'GET …/{id}' : 'POST …/{id}/disconnect';
  const head = '| target | requests/s | p50 ms | p99 ms | assistd, µs of CPU each | PostgreSQL, µs of CPU each |';
  return [`## ${title}`, [head, '| --- | ---: | ---: | ---: | ---: | ---: |', ...rows].join('\n')].join('\n\n');
}

/** Loads every replica of a target at once. Throws when a request fails: the numbers would mean nothing. */
async function load({ site, replicas, database }: Target, operation: Operation, seconds: number): Promise<Measured> {
  const requests = await requestsOf(site, replicas[0], operation);
  const pids = await database();
  const before = [processorMs(replicas.map(({ pid }) => pid)), processorMs(pids)] as const;
  const results = await Promise.all(
    replicas.map(({ origin }, index) =>
      autocannon({
        url: origin,
        connections: connections / replicas.length,
        duration: seconds,
        // Each replica begins elsewhere, so that they do not meet at one organisation.
        requests: [...requests.slice(index), ...requests.slice(0, index)],
      }),
    ),
  );
  const [ours, theirs] = [processorMs(replicas.map(({ pid }) => pid)) - before[0], processorMs(pids) - before[1]];
  const failed = results.reduce((sum, { errors, timeouts, non2xx }) => sum + errors + timeouts + non2xx, 0);
  const served = results.reduce((sum, each) => sum + each['2xx'], 0);
  if (failed > 0 || served === 0) throw new Error(`${failed} requests failed, ${served} did not`);
  return {
    requestsPerSecond: served / seconds,
    p50: median(results.map(({ latency }) => latency.p50)),
    p99: Math.max(...results.map(({ latency }) => latency.p99)),
    ours: (ours * 1000) / served,
    theirs: (theirs * 1000) / served,
  };
}

async function requestsOf(site: Site, replica: Replica | undefined, operation: Operation) {
  return Promise.all(
    site.tenantIds.map(async (tenantId) => {
      const headers = { authorization: `Bearer ${await site.token(tenantId)}` };
      const listed = await fetch(`${replica?.origin}${partners}`, { headers });
      const { value } = (await listed.json()) as { value: { id: string }[] };
      const path = `${partners}/${value[0]?.id}`;
      return operation === 'get'
        ? { method: 'GET' as const, path, headers }
        : { method: 'POST' as const, path: `${path}/disconnect`, headers: { ...headers, 'content-length': '0' } };
    }),
  );
}

await main();
