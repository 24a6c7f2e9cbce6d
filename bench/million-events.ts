/**
 * The first page of every condition and every order of an audit trail of a million events, on SQLite:
 *
 *     node bench/million-events.ts [--events 1000000] [--at 'a folder']
 *
 * The store alone, pages of 100, milliseconds by the clock and of processor time. The hashes are none that would be verified.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { silent } from '../src/core/log.ts';
import { auditEvents } from '../src/model/audit-event.ts';
import { parseQuery } from '../src/odata/query.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { auditEventSource } from '../src/store/table/audit/audit-event-page.ts';
import { tenantId } from './million-devices.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' }, at: { type: 'string' } } });
const count = Number(values.events);

await using stack = new AsyncDisposableStack();
const folder = values.at ?? join(stack.use(temporaryFolder()).path, 'database');
const options = { purpose: 'development', auditKeys: AuditKeys.none, clock: new TurnableClock(), log: silent } as const;
const database = stack.use(await openDatabase({ ...options, database: folder }));
fill();

function fill(): void {
  using file = new DatabaseSync(join(folder, 'assistd.sqlite'));
  if (file.prepare('SELECT 1 FROM audit_events LIMIT 1').get()) return;
  file.exec('PRAGMA cache_size = -524288; PRAGMA synchronous = OFF');
  // One a minute; people, kinds and results as few or many as in a real trail.
  file.exec(`INSERT INTO audit_events (tenant_id, sequence, id, "displayName", activity, "activityDateTime", "activityType", "activityOperationType",
      "activityResult", "correlationId", category, actor, resources, previous_hash, hash)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    SELECT '${tenantId}', n, lower(hex(randomblob(16))), 'Update managedDevice', 'Update',
      strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + n * 60, 'unixepoch') || '.0000000Z', 'Update managedDevice', 'Patch',
      CASE n % 1000 WHEN 0 THEN 'Failure' ELSE 'Success' END, lower(hex(randomblob(16))), 'Device',
      '{"userPrincipalName":"admin' || (n % 50) || '@contoso.example","ipAddress":"192.0.2.1"}',
      '[{"displayName":"PC","resourceId":"' || (n % 100000) || '","modifiedProperties":[]}]', '', lower(hex(randomblob(32)))
    FROM numbers`);
  file.exec(`INSERT OR REPLACE INTO audit_heads (tenant_id, sequence, hash, anchor_sequence, anchor_hash)
    VALUES ('${tenantId}', ${count}, '', 0, '')`);
}

const conditions = [
  `activityDateTime ge 2025-01-01T00:00:00Z`,
  `activityDateTime ge 2025-01-01T00:00:00Z and activityDateTime lt 2025-01-02T00:00:00Z`,
  `activityResult eq 'Failure'`,
  `activityResult eq 'none'`,
  `activityResult ne 'Success'`,
  `category eq 'Device'`,
  `category eq 'Partner'`,
  `activityType eq 'Disconnect remoteAssistancePartner'`,
  `contains(activityType,'Partner')`,
  `startswith(displayName,'Update')`,
  `actor/userPrincipalName eq 'admin7@contoso.example'`,
  `actor/userPrincipalName eq 'nobody@contoso.example'`,
  `resources/any(r:r/resourceId eq '777')`,
  `resources/any(r:r/resourceId eq 'none')`,
  `correlationId eq 'none'`,
  `activityResult eq 'Failure' and activityDateTime ge 2025-10-01T00:00:00Z`,
].map((filter) => `$filter=${encodeURIComponent(filter)}`);
const orders = ['activityDateTime desc', 'activityDateTime', 'id', 'id desc', 'category', 'activityType desc'].map(
  (order) => `$orderby=${encodeURIComponent(order)}`,
);
const asked = [
  ...['', '$count=true', '$top=1000', '$skip=100000', '$skip=900000'],
  ...conditions.flatMap((each) => [each, `${each}&$count=true`]),
  ...orders,
  ...orders.map((order) => `${conditions[2]}&${order}`),
];
console.log('| query | rows | ms | ms of CPU |\n| --- | ---: | ---: | ---: |');
for (const each of asked) {
  const query = parseQuery(each, { resource: auditEvents, version: 'beta', kind: 'list' });
  const paged = each.includes('$top') ? query : { ...query, pageSize: 100 };
  const times: (readonly [number, number])[] = [];
  let rows = 0;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    const began = performance.now();
    try {
      rows = (await database.search(tenantId, (db) => selectPage(db, auditEventSource, paged))).rows.length;
    } catch {
      rows = -1;
    }
    const { user, system } = process.cpuUsage(before);
    times.push([performance.now() - began, (user + system) / 1000]);
  }
  const [ms, cpu] = [0, 1].map((at) => Math.min(...times.map((time) => time[at] ?? 0)).toFixed(1));
  console.log(`| \`${decodeURIComponent(each)}\` | ${rows} | ${ms} | ${cpu} |`);
}
