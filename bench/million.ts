/**
 * The first page of every condition and every order that is offered among a million devices of one organisation, on PostgreSQL or SQLite:
 *
 *     node bench/million.ts [--on sqlite] [--devices 1000000] [--rounds 5] [--every] [--wide] [--only 'part of a query'] [--at 'a folder, or the URL of a database']
 *
 * The store alone, pages of 100, milliseconds by the clock, and of processor time of this process and PostgreSQL's together, which other work on
 * the machine moves little; `--every` shows all conditions and orders, not only those that take longest. A million are made by one
 * statement, and the index of texts afterwards; with `--at` they stay, and are there the next time. `--wide` asks for more, put together in more ways, and
 * for the second, the fifth and the last page as well.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { Failure } from '../src/core/failure.ts';
import { silent } from '../src/core/log.ts';
import { managedDevices } from '../src/model/device/managed-devices.ts';
import { parseQuery } from '../src/odata/query.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { deviceSource, everyDevice } from '../src/store/table/managed-devices.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { median } from './median.ts';
import { fillPostgres, fillSqlite, tenantId } from './million-devices.ts';
import { asked, askedWidely } from './million-queries.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'postgres' },
    devices: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    at: { type: 'string' },
    only: { type: 'string', default: '' },
    every: { type: 'boolean', default: false },
    wide: { type: 'boolean', default: false },
  },
});
const devices = Number(values.devices);
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

type Asked = ReturnType<typeof parseQuery>;

async function timed(options: string, query: Asked): Promise<Timed | undefined> {
  const times: number[] = [];
  const worked: number[] = [];
  let rows = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    serving = await processes();
    const began = performance.now();
    const before = workedMs();
    try {
      rows = (await pageOf(query)).rows.length;
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'unavailable') return undefined;
      console.error(options, error instanceof Failure ? error.kind : error);
      rows = -1;
    }
    times.push(performance.now() - began);
    worked.push(workedMs() - before);
  }
  return { options, rows, median: median(times), slowest: Math.max(...times), cpu: median(worked) };
}

function pageOf(query: Asked): ReturnType<typeof selectPage> {
  return database.search(tenantId, (db) => selectPage(db, deviceSource(everyDevice), query));
}

function queryOf(asked: string): Asked {
  const escaped = asked.replace(/(?<=^\$filter=)[^&]*/, encodeURIComponent);
  const parsed = parseQuery(escaped, { resource: managedDevices, version: 'beta', kind: 'list' });
  return parsed.pageSize === 1000 && !asked.includes('$top') ? { ...parsed, pageSize: 100 } : parsed;
}

/** What the second and the fifth page start after, and the last. */
async function* laterPages(query: Asked): AsyncGenerator<readonly [string, Asked]> {
  let next: Asked['after'] = (await pageOf(query)).next;
  for (let page = 2; next && page <= 5; page++) {
    const later: Asked = { ...query, skip: 0, count: false, after: next };
    if (page === 2 || page === 5) yield [`page ${page}`, later];
    next = (await pageOf(later)).next;
  }
  const keys = query.orderBy.map((key) => ({ ...key, descending: !key.descending }));
  const byId = { path: { kind: 'property', path: ['id'], property: undefined }, descending: true } as const;
  const last = await pageOf({ ...query, skip: 0, count: false, orderBy: keys.length > 0 ? keys : [byId] });
  if (!last.next) return;
  const values = keys.length > 0 ? last.next.values : [];
  yield ['last page', { ...query, skip: 0, count: false, after: { id: last.next.id, values } }];
}

let refused = 0;
const all: Timed[] = [];
/** What takes long is told at once: of so many it is minutes until the end. */
function keep(found: Timed): void {
  all.push(found);
  if (values.wide && found.cpu > 80) console.error(line(found));
}

function line({ options, rows, median, slowest, cpu }: Timed): string {
  const [middle, most, worked] = [median, slowest, cpu].map((ms) => ms.toFixed(1));
  return `| \`${options}\` | ${rows} | ${middle} | ${most} | ${worked} |`;
}

for (const each of values.wide ? askedWidely() : asked()) {
  if (!each.includes(values.only)) continue;
  const query = queryOf(each);
  const found = await timed(each, query);
  if (found) keep(found);
  else refused++;
  if (!found || !values.wide || query.pageSize !== 100) continue;
  for await (const [page, later] of laterPages(query)) keep((await timed(`${each}, ${page}`, later)) ?? found);
}
const slow = all.filter((each) => each.median > 100);
const worked = all.filter((each) => each.cpu > 100);
console.log(
  `${all.length} are offered, ${refused} are refused; ${slow.length} take longer than 100 ms at the median, ${worked.length} of processor time`,
);
console.log('| query | rows | median ms | slowest ms | ms of CPU |\n| --- | ---: | ---: | ---: | ---: |');
const shown = values.every ? all : [...all].sort((a, b) => b.cpu - a.cpu).slice(0, 40);
for (const each of shown) console.log(line(each));

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
