/**
 * The first page of every condition and every order that is offered among a million devices of one organisation, on PostgreSQL or SQLite:
 *
 *     node bench/million.ts [--on sqlite] [--devices 1000000] [--rounds 5] [--every] [--only 'part of a query'] [--at 'a folder, or the URL of a database']
 *
 * The store alone, pages of 100, milliseconds by the clock, and of processor time of this process and PostgreSQL's together, which other work on
 * the machine moves little; `--every` shows all conditions and orders, not only those that take longest. A million are made by one
 * statement, and the index of texts afterwards; with `--at` they stay, and are there the next time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { Failure } from '../src/core/failure.ts';
import { managedDevices } from '../src/model/device/managed-devices.ts';
import { parseQuery } from '../src/odata/query.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { deviceSource, everyDevice } from '../src/store/table/managed-devices.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { median } from './median.ts';
import { fillPostgres, fillSqlite, tenantId } from './million-devices.ts';
import { asked } from './million-queries.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'postgres' },
    devices: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    at: { type: 'string' },
    only: { type: 'string', default: '' },
    every: { type: 'boolean', default: false },
  },
});
const devices = Number(values.devices);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const options = {
  purpose: 'development',
  auditKeys: AuditKeys.none,
  clock: new TurnableClock(),
  log: silent,
} as const;

await using stack = new AsyncDisposableStack();
const database = values.on === 'sqlite' ? await onSqlite() : await onPostgres();

interface Timed {
  readonly options: string;
  readonly rows: number;
  readonly median: number;
  readonly slowest: number;
  readonly cpu: number;
}

/** Processor time so far of this process and of those that serve it, in milliseconds (Linux, proc(5)). */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + serving.map(workedBy).reduce((sum, each) => sum + each, 0);
}

function workedBy(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // It has ended, with the statement that took too long.
    return 0;
  }
}

/** The processes of PostgreSQL that have a connection of ours. */
async function processes(): Promise<number[]> {
  if (database.dialect === 'sqlite') return [];
  const pids = await database.read(tenantId, (db) =>
    sql<{
      pid: number;
    }>`select pid, ${tenantId}::text as tenant_id from pg_stat_activity where datname = current_database() and usename = current_user`.execute(
      db.sql,
    ),
  );
  return pids.rows.map(({ pid }) => pid);
}
let serving: readonly number[] = [];

async function timed(asked: string): Promise<Timed | undefined> {
  const escaped = asked.replace(/(?<=^\$filter=)[^&]*/, encodeURIComponent);
  const parsed = parseQuery(escaped, { resource: managedDevices, version: 'beta', kind: 'list' });
  const query = parsed.pageSize === 1000 && !asked.startsWith('$top') ? { ...parsed, pageSize: 100 } : parsed;
  const times: number[] = [];
  const worked: number[] = [];
  let rows = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    serving = await processes();
    const began = performance.now();
    const before = workedMs();
    try {
      const page = await database.search(tenantId, (db) => selectPage(db, deviceSource(everyDevice), query));
      rows = page.rows.length;
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'unavailable') return undefined;
      console.error(asked, error instanceof Failure ? error.kind : error);
      rows = -1;
    }
    times.push(performance.now() - began);
    worked.push(workedMs() - before);
  }
  return { options: asked, rows, median: median(times), slowest: Math.max(...times), cpu: median(worked) };
}

let refused = 0;
const all: Timed[] = [];
for (const each of asked()) {
  if (!each.includes(values.only)) continue;
  const found = await timed(each);
  if (found) all.push(found);
  else refused++;
}
const slow = all.filter((each) => each.median > 100);
console.log(`${all.length} are offered, ${refused} are refused; ${slow.length} take longer than 100 ms at the median`);
console.log('| query | rows | median ms | slowest ms | ms of CPU |\n| --- | ---: | ---: | ---: | ---: |');
const shown = values.every ? all : [...all].sort((a, b) => b.cpu - a.cpu).slice(0, 40);
for (const each of shown)
  console.log(
    `| \`${each.options}\` | ${each.rows} | ${each.median.toFixed(1)} | ${each.slowest.toFixed(1)} | ${each.cpu.toFixed(1)} |`,
  );

async function onSqlite(): Promise<Database> {
  const folder = values.at ?? join(stack.use(temporaryFolder()).path, 'database');
  const open = stack.use(await openDatabase({ ...options, database: folder }));
  await fillSqlite(folder, devices);
  return open;
}

async function onPostgres(): Promise<Database> {
  const url = values.at ?? (await newDatabase());
  const migrationUrl = Object.assign(new URL(url), { username: roles.owner }).href;
  const postgres = { migrationUrl, statementMs: 5000 };
  const open = stack.use(await openDatabase({ ...options, database: url, postgres }));
  await fillPostgres(url, devices);
  return open;
}

async function newDatabase(): Promise<string> {
  const server = stack.use(
    await startPostgres({ shared_buffers: '512MB', maintenance_work_mem: '512MB', max_wal_size: '8GB' }),
  );
  return server.url(await server.createDatabase(), roles.service);
}
