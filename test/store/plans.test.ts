import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { SqliteConnection } from '../../src/store/sqlite/connection.ts';
import { SearchThread } from '../../src/store/sqlite/search-thread.ts';
import { postgres, sqliteInFolder } from '../harness/databases.ts';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { bigTables, fill, made } from './million.ts';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Every operation whose tables grow, with what clients order and filter by. */
async function askForEverything(world: World): Promise<void> {
  const get = async (path: string) => {
    const { status, json, text } = await world.send('GET', path);
    assert.equal(status, 200, `${path}: ${text}`);
    return json;
  };
  const everyPage = async (path: string) => {
    const next = (await get(path))['@odata.nextLink'] as string | undefined;
    if (next) await get(next.slice(world.origin.length));
  };
  const management = '/beta/deviceManagement';
  const partner = await world.partnerId();
  const device = await addDevice(world, { serialNumber: 'SN' });
  assert.equal((await requestAssistance(world, device.id)).status, 204);
  await until('the session', () => world.sandbox.sessions.length === 1);
  const { value: sessions } = await get('/assist/sessions?$top=1');
  await world.send('PATCH', `${management}/managedDevices/${device.id}`, { body: { notes: 'x' } });
  await get(`/assist/sessions/${sessions[0].id}`);
  await get(`/assist/sessions/${sessions[0].id}/supporterUrl()`);
  assert.equal((await world.send('POST', `/assist/sessions/${sessions[0].id}/close`)).status, 204);
  await get(`/assist/partners/${partner}/impact()`);
  assert.equal((await world.send('POST', `${management}/remoteAssistancePartners/${partner}/disconnect`)).status, 204);
  await world.service.obligations.idle();

  await everyPage(`${management}/managedDevices`);
  await everyPage(`${management}/managedDevices?$top=5&$count=true`);
  for (const name of ['deviceName', 'serialNumber', 'userPrincipalName', 'operatingSystem', 'lastSyncDateTime']) {
    await everyPage(`${management}/managedDevices?$top=5&$orderby=${name}`);
    await everyPage(`${management}/managedDevices?$top=5&$orderby=${name} desc`);
  }
  for (const filter of [
    `deviceName eq 'D70000'`,
    `serialNumber eq 'S70000'`,
    `serialNumber eq 'S70000' or deviceName eq 'D70000'`,
    `serialNumber ne null`,
    `userPrincipalName eq 'u70000@contoso.example'`,
    `azureADDeviceId eq 'A70000'`,
    `userId eq 'U70000'`,
    `userId ne null`,
    `userId eq null`,
    `startswith(deviceName,'D7000')`,
    `deviceName gt 'D7000'`,
    `operatingSystem ne 'Windows'`,
    `tolower(userPrincipalName) eq 'u70000@contoso.example'`,
    `operatingSystem eq 'Windows'`,
    `complianceState eq 'compliant'`,
    `lastSyncDateTime ge 2030-01-01T00:00:00Z`,
  ]) {
    await everyPage(`${management}/managedDevices?$top=5&$filter=${encodeURIComponent(filter)}`);
  }
  await everyPage(`/beta/users/u70000@contoso.example/managedDevices`);
  await everyPage('/beta/me/managedDevices');
  await get(`${management}/managedDevices/${device.id}`);
  const since = encodeURIComponent('activityDateTime ge 2026-01-01T00:00:00Z');
  for (const version of ['beta/deviceManagement', 'assist']) {
    await everyPage(`/${version}/auditEvents?$top=5`);
    await everyPage(`/${version}/auditEvents?$top=5&$filter=${since}`);
    await everyPage(`/${version}/auditEvents?$top=5&$orderby=activityDateTime desc`);
    const { value } = await get(`/${version}/auditEvents?$top=1`);
    await get(`/${version}/auditEvents/${value[0].id}`);
  }
  await everyPage('/assist/obligations?$top=5');
  await everyPage(`/assist/obligations?$top=5&$filter=${encodeURIComponent("status in ('failing','reported')")}`);
  await everyPage('/assist/sessions?$top=5');
  await everyPage(`/assist/sessions?$top=5&$filter=${encodeURIComponent("status eq 'open'")}`);
  await everyPage(`/assist/sessions?$top=5&$filter=${encodeURIComponent(`deviceId eq '${device.id}'`)}`);
  const { value: owed } = await get('/assist/obligations?$top=1');
  await get(`/assist/obligations/${owed[0].id}`);
  const removed = await world.send('DELETE', `${management}/managedDevices/${device.id}`);
  assert.equal(removed.status, 204);
}

/** What the driver is told while `work` runs. */
async function statementsOn<Target extends object>(
  target: Target,
  method: keyof Target,
  read: (parameters: readonly unknown[]) => Statement | undefined,
  work: () => Promise<void>,
): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const original = target[method] as (...parameters: unknown[]) => unknown;
  target[method] = function (this: unknown, ...parameters: unknown[]) {
    const statement = read(parameters);
    if (statement && /^\s*(select|insert|update|delete|with)/i.test(statement.sql)) found.set(statement.sql, statement);
    return original.apply(this, parameters);
  } as Target[keyof Target];
  try {
    await work();
  } finally {
    target[method] = original as Target[keyof Target];
  }
  return [...found.values()].filter(({ sql }) => [...bigTables, 'grants'].some((table) => sql.includes(table)));
}

suite('no request reads a table from end to end', () => {
  test('on PostgreSQL, of a million rows of one organisation', { timeout: 300_000 }, async () => {
    await using database = await postgres.create('development');
    await database.open();
    await using world = await startWorld({ database: database.database });
    const name = new URL(database.database).pathname.slice(1);
    const superuser = new pg.Client((await sharedPostgres()).url(name, roles.superuser));
    await superuser.connect();
    const partnerId = await world.partnerId();
    await world.connect(partnerId);
    const connected = await superuser.query('SELECT grant_id FROM remote_assistance_partners WHERE id = $1', [
      partnerId,
    ]);
    await fill(superuser, { tenantId: world.contoso, partnerId, grantId: connected.rows[0].grant_id });
    const statements = await statementsOn(
      pg.Client.prototype,
      'query',
      ([sql, parameters]) =>
        typeof sql === 'string' ? { sql, parameters: (parameters ?? []) as unknown[] } : undefined,
      () => askForEverything(world),
    );
    assert.ok(statements.length > 40, `${statements.length} statements`);
    await superuser.end();

    const service = new pg.Client(database.database);
    await service.connect();
    const slow: string[] = [];
    for (const { sql, parameters } of statements) {
      await service.query(`BEGIN; SELECT set_config('assistd.tenant_id', '${world.contoso}', true)`);
      // An insert would meet its own row, and reads nothing.
      const options = /^\s*insert/i.test(sql) ? 'FORMAT JSON' : 'ANALYZE, TIMING OFF, FORMAT JSON';
      const { rows } = await service.query(`EXPLAIN (${options}) ${sql}`, [...parameters]);
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
      slow.push(...faultsOf(plan).map((fault) => `${fault}\n  ${sql}\n  ${parameters}`));
      await service.query('ROLLBACK');
    }
    await service.end();
    assert.equal(slow.join('\n'), '');
  });

  test('on SQLite', async () => {
    await using folder = await sqliteInFolder.create();
    await using world = await startWorld({ database: folder.database });
    let searches: Statement[] = [];
    const answers = await statementsOn(
      DatabaseSync.prototype,
      'prepare',
      ([sql]) => ({ sql: String(sql), parameters: [] }),
      async () => {
        await world.connect(await world.partnerId());
        // What a thread of its own runs is prepared there.
        searches = await statementsOn(
          SearchThread.prototype,
          'executeQuery',
          ([query]) => ({ sql: (query as CompiledQuery).sql, parameters: [] }),
          () => askForEverything(world),
        );
      },
    );
    assert.ok(searches.length > 10, `${searches.length} searches`);
    const statements = [...answers, ...searches];
    assert.ok(statements.length > 40, `${statements.length} statements`);
    using file = new DatabaseSync(join(folder.database, 'assistd.sqlite'));
    // It brings the functions that statements call.
    new SqliteConnection(file);
    const slow: string[] = [];
    for (const { sql } of statements) {
      const plan = file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
      for (const { detail } of plan) {
        // `page`, `found` and `walked` are rows that a statement of its own has found, `json_each` ids that are given; a part of an index of texts
        // is a scan of a virtual table.
        if (/^SCAN (?!CONSTANT|page$|found$|walked$|json_each |managed_device_texts VIRTUAL TABLE INDEX)/.test(detail))
          slow.push(`${detail}\n  ${sql}`);
        // What few have is found by an index of it, and not looked for among all that the organisation has.
        if (
          /user_key|found as materialized|as found where/.test(sql) &&
          /^SEARCH managed_devices .*\(tenant_id=\?\)$/.test(detail)
        )
          slow.push(`${detail}\n  ${sql}`);
        // So is what a partner has had.
        if (/"partner_id" = \?/.test(sql) && /^SEARCH grants .*\(tenant_id=\?\)$/.test(detail))
          slow.push(`${detail}\n  ${sql}`);
      }
    }
    assert.equal(slow.join('\n'), '');
  });
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** A tenth of the rows that there are. */
const few = made / 10;

/** Whole tables, and more rows than an answer can need: read, or thrown away. */
function faultsOf(plan: Plan): string[] {
  const { 'Node Type': type, 'Relation Name': relation, 'Actual Rows': rows = 0, 'Actual Loops': loops = 1 } = plan;
  const faults = (plan.Plans ?? []).flatMap(faultsOf);
  if (!bigTables.some((table) => table === relation)) return faults;
  if (type === 'Seq Scan') faults.push(`Seq Scan on ${relation}`);
  const read = (rows + (plan['Rows Removed by Filter'] ?? 0)) * loops;
  if (read > few) faults.push(`${type} reads ${read} rows of ${relation}`);
  return faults;
}
