import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { keysOfDevices } from '../src/store/migrations/0068-keys-of-devices.ts';
import { SqliteConnection } from '../src/store/sqlite/connection.ts';
import { newDevice } from '../src/store/table/managed-devices.ts';
import { roles } from '../test/harness/postgres-server.ts';

/** The organisation that has them. */
export const tenantId = 'c0a70501-1000-4000-8000-000000000001';

type Dialect = 'sqlite' | 'postgres';

/** What is said differently: of number `n`. */
const words = {
  sqlite: {
    padded: "printf('%07d', n)",
    id: "printf('%08x', n) || '-' || lower(hex(randomblob(14)))",
    guid: 'lower(hex(randomblob(16)))',
    numbers: (count: number) =>
      `(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count}) SELECT n FROM numbers)`,
  },
  postgres: {
    padded: "lpad(n::text, 7, '0')",
    id: "lpad(to_hex(n), 8, '0') || '-' || gen_random_uuid()",
    guid: 'gen_random_uuid()::text',
    numbers: (count: number) => `generate_series(1, ${count}) n`,
  },
} as const;

/** Each value is had by as many devices as in a real inventory: names by one, people by two, models by one in forty. */
function insertion(dialect: Dialect, count: number): string {
  const { padded, id, guid, numbers } = words[dialect];
  const day = dialect === 'sqlite' ? "printf('%02d', 1 + n % 28)" : "lpad((1 + n % 28)::text, 2, '0')";
  const instant = `'2026-11-' || ${day} || 'T10:00:00.0000000Z'`;
  const blank = Object.entries(newDevice('', {})).filter(([, value]) => value !== null);
  const cells: Record<string, string> = {
    ...Object.fromEntries(
      blank.map(([column, value]) => [
        column,
        typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value)),
      ]),
    ),
    tenant_id: pg.escapeLiteral(tenantId),
    id,
    deviceName: `'PC-' || ${padded}`,
    serialNumber: `'SN-' || n`,
    userPrincipalName: `'user' || (n / 2) || '@contoso.example'`,
    upn_lower: `'user' || (n / 2) || '@contoso.example'`,
    userDisplayName: `'User ' || (n / 2)`,
    userId: guid,
    operatingSystem: `CASE n % 5 WHEN 0 THEN 'iOS' ELSE 'Windows' END`,
    complianceState: `CASE n % 2 WHEN 0 THEN 'compliant' ELSE 'noncompliant' END`,
    lastSyncDateTime: instant,
    enrolledDateTime: instant,
    model: `'Model ' || n % 40`,
  };
  const names = Object.keys(cells).map((column) => `"${column}"`);
  return `INSERT INTO managed_devices (${names}) SELECT ${Object.values(cells)} FROM ${numbers(count)}`;
}

const texts = ['deviceName', 'serialNumber', 'userPrincipalName', 'userDisplayName'];
const names = texts.map((name) => `"${name}"`).join(', ');
const counted = (count: number) =>
  `INSERT INTO managed_device_counts (tenant_id, devices) VALUES ('${tenantId}', ${count})`;

/** How `run` times a statement of filling. */
async function told(what: string, run: () => unknown): Promise<void> {
  const began = performance.now();
  await run();
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Fills a migrated database in a folder, unless it has devices already. The index of texts takes them as migration 68 does. */
export async function fillSqlite(folder: string, count: number): Promise<void> {
  using database = new DatabaseSync(join(folder, 'assistd.sqlite'));
  new SqliteConnection(database);
  if (database.prepare('SELECT 1 FROM managed_devices LIMIT 1').get()) return;
  database.exec('PRAGMA cache_size = -524288; PRAGMA synchronous = OFF');
  await told('devices', () => database.exec(insertion('sqlite', count)));
  database.exec(counted(count));
  const takeTexts = keysOfDevices.statements('sqlite').at(-1) ?? '';
  await told('trigrams', () => database.exec(takeTexts));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Fills a migrated database, unless it has devices already. The index of texts is made afterwards. */
export async function fillPostgres(url: string, count: number): Promise<void> {
  const superuser = new pg.Client(Object.assign(new URL(url), { username: roles.superuser }).href);
  await superuser.connect();
  try {
    const there = await superuser.query('SELECT 1 FROM managed_devices LIMIT 1');
    if (there.rows.length > 0) return;
    const run = (what: string, statement: string) => told(what, () => superuser.query(statement));
    await superuser.query('DROP INDEX managed_device_texts_trigrams');
    await run('devices', insertion('postgres', count));
    await superuser.query(counted(count));
    await run(
      'texts',
      `INSERT INTO managed_device_texts (tenant_id, id, ${names}) SELECT tenant_id, id, ${names} FROM managed_devices`,
    );
    const trigrams = `assistd_trigrams(tenant_id, ARRAY[${names}])`;
    await run('trigrams', `CREATE INDEX managed_device_texts_trigrams ON managed_device_texts USING gin (${trigrams})`);
    await run('statistics', 'VACUUM ANALYZE managed_devices');
    await run('statistics of texts', 'VACUUM ANALYZE managed_device_texts');
    const { rows } = await superuser.query<{ size: string }>(
      `SELECT pg_size_pretty(pg_relation_size('managed_device_texts_trigrams')) || ' of trigrams, ' || pg_size_pretty(pg_table_size('managed_device_texts')) || ' of texts, ' || pg_size_pretty(pg_total_relation_size('managed_devices')) || ' of devices' AS size`,
    );
    console.log(rows[0]?.size);
  } finally {
    await superuser.end();
  }
}
