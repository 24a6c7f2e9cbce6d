/**
 * What it costs PostgreSQL to remove old audit events as the service does, a thousand at a time, beside dropping them with a partition:
 * `node bench/pruning.ts [--events 1000000]`. Another organisation writes and reads meanwhile.
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { silent } from '../src/core/log.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { writePart } from './results-file.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } });
const count = Number(values.events);
const load = loadavg()[0] ?? 0;

await using server = await startPostgres({
  fsync: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  shared_buffers: '256MB',
});
const name = await server.createDatabase();
const urls = { service: server.url(name, roles.service), owner: server.url(name, roles.owner) };
await (
  await openDatabase({
    ...{ database: urls.service, postgres: { migrationUrl: urls.owner } },
    ...{ purpose: 'production', auditKeys: AuditKeys.none, clock: new TurnableClock(), log: silent },
  })
)[Symbol.asyncDispose]();
const connected = async (url: string) => {
  const client = new pg.Client(url);
  await client.connect();
  return client;
};
const [superuser, service, other] = await Promise.all([
  connected(server.url(name, roles.superuser)),
  connected(urls.service),
  connected(urls.service),
]);

const columns = 'tenant_id, sequence, id, "activityDateTime", "correlationId", actor, resources, previous_hash, hash';
/** Events of `tenants` organisations, from January 2025 on, as large as real ones are. */
const events = (tenants: number, each: number, prefix: string) => `
  SELECT '${prefix}' || t, n, gen_random_uuid()::text, to_char(timestamp '2025-01-01' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"0000000Z"'),
    gen_random_uuid()::text, repeat(md5(n::text), 20), repeat(md5((n + t)::text), 14), md5(n::text) || md5(n::text), md5(t::text) || md5(n::text)
  FROM generate_series(1, ${tenants}) t, generate_series(1, ${each}) n`;
const manyTenants = 1000;

const rows = [];
await fill('audit_events', events(1, count, 'large-'));
rows.push(await measured('1 organisation, a thousand at a time', () => prune('large-1')));
await fill('audit_events', events(manyTenants, count / manyTenants, 'small-'));
rows.push(
  await measured(`${manyTenants} organisations, a thousand at a time`, async () => {
    for (let at = 1; at <= manyTenants; at++) await prune(`small-${at}`);
  }),
);
// The same columns and indexes, without what a partition cannot have: a key without the date.
await superuser.query(`CREATE TABLE parted (LIKE audit_events INCLUDING DEFAULTS) PARTITION BY RANGE ("activityDateTime");
  CREATE TABLE parted_2025 PARTITION OF parted FOR VALUES FROM ('2025') TO ('2026');
  CREATE UNIQUE INDEX ON parted (tenant_id, sequence, "activityDateTime");
  CREATE UNIQUE INDEX ON parted (tenant_id, id, "activityDateTime");
  CREATE INDEX ON parted (tenant_id, "activityDateTime", id)`);
await fill('parted', events(manyTenants, count / manyTenants, 'small-'));
rows.push(
  await measured('a partition, dropped', async () => {
    await superuser.query('ALTER TABLE parted DETACH PARTITION parted_2025');
    await superuser.query('DROP TABLE parted_2025');
  }),
);
await Promise.all([superuser.end(), service.end(), other.end()]);
const page = `# Pruning

Written by \`node bench/pruning.ts --events ${count}\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores, load average ${load.toFixed(1)}; fsync on, autovacuum on. ${count.toLocaleString('en')} audit events of 2 KB with their
indexes each time. Meanwhile another organisation writes an event and reads its newest ones, 20 times a second.

| removed | s | WAL, MB | table after, of before | the other: p50 ms | p99 ms | longest ms |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

Until migration 63 the function that deletes looked from the beginning of the trail on, over what was removed before: the first row then took 35.2 s of 300,000 events.`;
console.log(page);
writePart(page);

async function fill(table: string, select: string): Promise<void> {
  await superuser.query(`INSERT INTO ${table} (${columns}) ${select}`);
  await superuser.query(`VACUUM ANALYZE ${table}`);
  await superuser.query('CHECKPOINT');
}

/** As `pruneAuditEvents` does. */
async function prune(tenant: string): Promise<void> {
  await superuser.query(
    `INSERT INTO audit_heads (tenant_id, sequence, hash, anchor_sequence, anchor_hash) VALUES ($1, 0, '', 0, '')`,
    [tenant],
  );
  for (let anchor = '0'; ; ) {
    await service.query(`BEGIN; SELECT set_config('assistd.tenant_id', '${tenant}', true)`);
    const oldest = await service.query<{ sequence: string }>(
      'SELECT sequence, hash, "activityDateTime" FROM audit_events WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT 1000',
      [tenant, anchor],
    );
    const last = oldest.rows.at(-1)?.sequence;
    if (last !== undefined) {
      await service.query('SELECT assistd_prune_audit_events($1, $2, $3)', [tenant, last, '2026']);
      await service.query('UPDATE audit_heads SET anchor_sequence = $2 WHERE tenant_id = $1', [tenant, last]);
      anchor = last;
    }
    await service.query('COMMIT');
    if (oldest.rows.length < 1000) return;
  }
}

async function measured(what: string, remove: () => Promise<void>): Promise<string> {
  const [table] = (
    await superuser.query(
      "SELECT CASE WHEN to_regclass('parted') IS NULL THEN 'audit_events' ELSE 'parted' END AS name",
    )
  ).rows;
  const bytes = async () =>
    Number(
      (await superuser.query(`SELECT sum(pg_total_relation_size(relid)) AS b FROM pg_partition_tree('${table.name}')`))
        .rows[0].b ?? 0,
    ) || Number((await superuser.query(`SELECT pg_total_relation_size('${table.name}') AS b`)).rows[0].b);
  const wal = async () => Number((await superuser.query("SELECT pg_current_wal_lsn() - '0/0' AS b")).rows[0].b);
  const stop = new AbortController();
  const latencies: number[] = [];
  const bystander = (async () => {
    for (let n = Date.now(); !stop.signal.aborted; n++) {
      const began = performance.now();
      await other.query(`BEGIN; SELECT set_config('assistd.tenant_id', 'other', true)`);
      await other.query(
        `INSERT INTO audit_events (${columns}) VALUES ('other', $1, $2, '2026-11-01T00:00:00.0000000Z', '', '', '', '', '')`,
        [n, String(n)],
      );
      await other.query('COMMIT');
      await other.query(`BEGIN; SELECT set_config('assistd.tenant_id', 'other', true)`);
      await other.query(`SELECT * FROM audit_events WHERE tenant_id = 'other' ORDER BY sequence DESC LIMIT 100`);
      await other.query('COMMIT');
      latencies.push(performance.now() - began);
      await setTimeout(50);
    }
  })();
  await setTimeout(1000);
  latencies.length = 0;
  const [before, walBefore] = [await bytes(), await wal()];
  const began = performance.now();
  await remove();
  const seconds = (performance.now() - began) / 1000;
  const walMegabytes = ((await wal()) - walBefore) / 1e6;
  if (seconds < 2) await setTimeout(2000);
  const after = await bytes();
  stop.abort();
  await bystander;
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    (latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0).toFixed(0);
  const cells = [
    what,
    seconds.toFixed(1),
    walMegabytes.toFixed(0),
    `${((100 * after) / before).toFixed(0)} %`,
    at(0.5),
    at(0.99),
    at(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
