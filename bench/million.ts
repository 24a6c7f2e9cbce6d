/**
 * The first page of every condition and every order that is offered among a million devices of one organisation, on PostgreSQL or SQLite:
 *
 *     node bench/million.ts [--on sqlite] [--devices 1000000] [--rounds 5] [--every]
 *
 * The store alone, pages of 100, milliseconds; `--every` shows all conditions and orders, not only those that take longest. A million are made by one
 * statement, with the indexes of texts made afterwards on PostgreSQL.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { Failure } from '../src/core/failure.ts';
import { managedDevice } from '../src/model/managed-device.ts';
import { managedDevices } from '../src/model/managed-devices.ts';
import { parseQuery } from '../src/odata/query.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { deviceSource, everyDevice, newDevice } from '../src/store/table/managed-devices.ts';
import { everyCondition } from '../test/harness/every-condition.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { fillTenant } from './inventory.ts';
import { median } from './median.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'postgres' },
    devices: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    every: { type: 'boolean', default: false },
  },
});
const devices = Number(values.devices);
const tenantId = 'c0a70501-1000-4000-8000-000000000001';
const silent = { debug() {}, info() {}, warn() {}, error() {} };

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
].map((filter) => `$filter=${filter}`);

function* asked(): Generator<string> {
  yield '$top=1000';
  yield* usual;
  for (const words of ['SN-77777', 'nothing', 'contoso', '777']) yield `$search=${words}`;
  yield `$filter=operatingSystem eq 'iOS'&$count=true`;
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

async function timed(options: string): Promise<Timed | undefined> {
  const escaped = options.replace(/(?<=^\$filter=)[^&]*/, encodeURIComponent);
  const parsed = parseQuery(escaped, { resource: managedDevices, version: 'beta', kind: 'list' });
  const query = parsed.pageSize === 1000 && !options.startsWith('$top') ? { ...parsed, pageSize: 100 } : parsed;
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const began = performance.now();
    try {
      const page = await database.search(tenantId, (db) => selectPage(db, deviceSource(everyDevice), query));
      rows = page.rows.length;
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'unavailable') return undefined;
      console.error(options, error instanceof Failure ? error.kind : error);
      rows = -1;
    }
    times.push(performance.now() - began);
  }
  return { options, rows, median: median(times), slowest: Math.max(...times) };
}

let refused = 0;
const all: Timed[] = [];
for (const options of asked()) {
  const found = await timed(options);
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
  const { path } = stack.use(temporaryFolder());
  const open = stack.use(
    await openDatabase({
      database: join(path, 'database'),
      purpose: 'development',
      auditKeys: AuditKeys.none,
      clock: new TurnableClock(),
      log: silent,
    }),
  );
  await fillTenant(open, tenantId, 0, devices);
  return open;
}

async function onPostgres(): Promise<Database> {
  const server = stack.use(
    await startPostgres({ shared_buffers: '512MB', maintenance_work_mem: '512MB', max_wal_size: '8GB' }),
  );
  const name = await server.createDatabase();
  const open = stack.use(
    await openDatabase({
      database: server.url(name, roles.service),
      purpose: 'development',
      auditKeys: AuditKeys.none,
      clock: new TurnableClock(),
      log: silent,
      postgres: { migrationUrl: server.url(name, roles.owner), statementMs: 5000 },
    }),
  );
  const superuser = new pg.Client(server.url(name, roles.superuser));
  await superuser.connect();
  try {
    await fillPostgres(superuser);
  } finally {
    await superuser.end();
  }
  return open;
}

async function fillPostgres(superuser: pg.Client): Promise<void> {
  const run = async (what: string, statement: string) => {
    const began = performance.now();
    await superuser.query(statement);
    console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  const blank = Object.entries(newDevice('', {})).map(([column, value]) => [column, pg.escapeLiteral(String(value))]);
  const instant = `to_char(timestamp '2026-11-01' + (n % 28) * interval '1 day', 'YYYY-MM-DD"T10:00:00.0000000Z"')`;
  const cells: Record<string, string> = {
    ...Object.fromEntries(blank.filter(([, value]) => value !== "'null'")),
    tenant_id: pg.escapeLiteral(tenantId),
    id: `lpad(to_hex(n), 8, '0') || '-' || gen_random_uuid()`,
    deviceName: `'PC-' || lpad(n::text, 7, '0')`,
    serialNumber: `'SN-' || n`,
    userPrincipalName: `'user' || n / 2 || '@contoso.example'`,
    upn_lower: `'user' || n / 2 || '@contoso.example'`,
    userDisplayName: `'User ' || n / 2`,
    userId: 'gen_random_uuid()::text',
    operatingSystem: `CASE n % 5 WHEN 0 THEN 'iOS' ELSE 'Windows' END`,
    complianceState: `CASE n % 2 WHEN 0 THEN 'compliant' ELSE 'noncompliant' END`,
    lastSyncDateTime: instant,
    enrolledDateTime: instant,
    model: `'Model ' || n % 40`,
  };
  await superuser.query('DROP INDEX managed_device_texts_trigrams');
  const names = Object.keys(cells).map((column) => `"${column}"`);
  const selected = `SELECT ${Object.values(cells)} FROM generate_series(1, ${devices}) n`;
  await run('devices', `INSERT INTO managed_devices (${names}) ${selected}`);
  const texts = ['deviceName', 'serialNumber', 'userPrincipalName', 'userDisplayName']
    .map((name) => `"${name}"`)
    .join(', ');
  await run(
    'texts',
    `INSERT INTO managed_device_texts (tenant_id, id, ${texts}) SELECT tenant_id, id, ${texts} FROM managed_devices`,
  );
  const trigrams = `assistd_trigrams(tenant_id, ARRAY[${texts}])`;
  await superuser.query(`INSERT INTO managed_device_counts (tenant_id, devices) VALUES ('${tenantId}', ${devices})`);
  await run('trigrams', `CREATE INDEX managed_device_texts_trigrams ON managed_device_texts USING gin (${trigrams})`);
  await run('statistics', 'VACUUM ANALYZE managed_devices');
  await run('statistics of texts', 'VACUUM ANALYZE managed_device_texts');
  const { rows } = await superuser.query<{ size: string }>(
    `SELECT pg_size_pretty(pg_relation_size('managed_device_texts_trigrams')) || ' of trigrams, ' || pg_size_pretty(pg_table_size('managed_device_texts')) || ' of texts, ' || pg_size_pretty(pg_total_relation_size('managed_devices')) || ' of devices' AS size`,
  );
  console.log(rows[0]?.size);
}
