/**
 * The first page of every condition and every order that is offered among a million devices of one organisation, on PostgreSQL or SQLite:
 *
 *     node bench/million.ts [--on sqlite] [--devices 1000000] [--rounds 5] [--every] [--only 'part of a query'] [--at 'a folder, or the URL of a database']
 *
 * The store alone, pages of 100, milliseconds; `--every` shows all conditions and orders, not only those that take longest. A million are made by one
 * statement, and the index of texts afterwards; with `--at` they stay, and are there the next time.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { Failure } from '../src/core/failure.ts';
import { managedDevice } from '../src/model/device/managed-device.ts';
import { managedDevices } from '../src/model/device/managed-devices.ts';
import { parseQuery } from '../src/odata/query.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { deviceSource, everyDevice } from '../src/store/table/managed-devices.ts';
import { everyCondition } from '../test/harness/every-condition.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { median } from './median.ts';
import { fillPostgres, fillSqlite, tenantId } from './million-devices.ts';
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

/** What people ask, of which much, little or nothing is found. */
const usual = [
  `contains(deviceName,'no such')`,
  `contains(deviceName,'0099')`,
  `contains(deviceName,'PC-')`,
  `contains(tolower(userDisplayName),'user 777')`,
  `endswith(serialNumber,'-77777')`,
  `endswith(deviceName,'777')`,
  `tolower(userPrincipalName) eq 'user77@contoso.example'`,
  `startswith(tolower(deviceName),'pc-00001')`,
  `startswith(deviceName,'PC-')`,
  `deviceName gt 'PC-0500000'`,
  `lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `operatingSystem ne 'Windows'`,
  `complianceState ne 'compliant'`,
  `complianceState eq 'compliant'`,
  `operatingSystem in ('iOS','Windows')`,
  `azureADDeviceId eq null`,
  `not (operatingSystem eq 'Windows')`,
  `deviceName eq 'PC-0700001' or serialNumber eq 'SN-5'`,
  `tolower(userPrincipalName) eq 'user350000@contoso.example' or serialNumber eq 'SN-9'`,
  `contains(deviceName,'0099') or contains(serialNumber,'7777')`,
  `contains(deviceName,'0099') and operatingSystem eq 'iOS'`,
  `operatingSystem eq 'iOS' and complianceState eq 'compliant'`,
  `azureADDeviceId ne null`,
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and lastSyncDateTime lt 2026-11-06T00:00:00Z`,
].map((filter) => `$filter=${filter}`);

function* asked(): Generator<string> {
  yield '$top=1000';
  yield* usual;
  for (const words of ['SN-77777', 'nothing', 'contoso', '777']) yield `$search=${words}`;
  yield `$filter=operatingSystem eq 'iOS'&$count=true`;
  yield `$filter=lastSyncDateTime lt 2026-11-06T00:00:00Z&$orderby=deviceName`;
  yield `$filter=contains(deviceName,'0099')&$count=true`;
  yield '$search=77777&$count=true';
  yield '$skip=500000';
  for (const condition of everyCondition()) yield `$filter=${condition}`;
  for (const [name, { filterable, collection, type }] of Object.entries(managedDevice.properties)) {
    if (filterable === false || collection || type.kind === 'complex') continue;
    for (const way of ['asc', 'desc']) yield `$orderby=${name} ${way}`;
  }
}

await using stack = new AsyncDisposableStack();
const database = values.on === 'sqlite' ? await onSqlite() : await onPostgres();

interface Timed {
  readonly options: string;
  readonly rows: number;
  readonly median: number;
  readonly slowest: number;
}

async function timed(asked: string): Promise<Timed | undefined> {
  const escaped = asked.replace(/(?<=^\$filter=)[^&]*/, encodeURIComponent);
  const parsed = parseQuery(escaped, { resource: managedDevices, version: 'beta', kind: 'list' });
  const query = parsed.pageSize === 1000 && !asked.startsWith('$top') ? { ...parsed, pageSize: 100 } : parsed;
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const began = performance.now();
    try {
      const page = await database.search(tenantId, (db) => selectPage(db, deviceSource(everyDevice), query));
      rows = page.rows.length;
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'unavailable') return undefined;
      console.error(asked, error instanceof Failure ? error.kind : error);
      rows = -1;
    }
    times.push(performance.now() - began);
  }
  return { options: asked, rows, median: median(times), slowest: Math.max(...times) };
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
console.log('| query | rows | median ms | slowest ms |\n| --- | ---: | ---: | ---: |');
const shown = values.every ? all : [...all].sort((a, b) => b.median - a.median).slice(0, 40);
for (const each of shown)
  console.log(`| \`${each.options}\` | ${each.rows} | ${each.median.toFixed(1)} | ${each.slowest.toFixed(1)} |`);

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
