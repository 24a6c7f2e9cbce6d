/**
 * What one PostgreSQL has to hold for what it is given, table and indexes: `node bench/capacity.ts [--devices 100000] [--seconds 15]`. How many
 * requests it carries is in `bench/replicas.ts`.
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { silent } from '../src/core/log.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { Books, startLoad } from '../test/harness/keep-connecting.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { startSite } from '../test/harness/site.ts';
import { fillTenant } from './inventory.ts';
import { writePart } from './results-file.ts';

const { values } = parseArgs({
  options: { devices: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '15' } },
});
const count = Number(values.devices);

await using server = await startPostgres({
  fsync: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  shared_buffers: '128MB',
});
const name = await server.createDatabase();
const settings = { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) };
await using site = await startSite(settings, 10);
await site.replica();
const superuser = new pg.Client(server.url(name, roles.superuser));
await superuser.connect();

const empty = await bytes();
const books = new Books();
using clients = startLoad(site, books);
await setTimeout(Number(values.seconds) * 1000);
await clients.end();
const busy = await bytes();
const disconnects = [...books.disconnected.values()].reduce((sum, each) => sum + each, 0);
const events = Number((await superuser.query('SELECT count(*) FROM audit_events')).rows[0]?.count);
const ofEvents = await bytes('audit_events');

const began = performance.now();
const [tenant = ''] = site.tenantIds;
{
  const how = { purpose: 'production', auditKeys: AuditKeys.none, clock: site.clock, log: silent } as const;
  await using open = await openDatabase({
    database: settings.database,
    postgres: { migrationUrl: settings.databaseMigrationUrl },
    ...how,
  });
  await fillTenant(open, tenant, 0, count);
}
const devicesPerSecond = count / ((performance.now() - began) / 1000);
const full = await bytes();
await superuser.end();

const whole = (value: number) => Math.round(value).toLocaleString('en');
writePart(`# What one PostgreSQL has to hold

Written by \`node bench/capacity.ts\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores for PostgreSQL, one replica and the load, load average ${loadavg()[0]?.toFixed(1)}. Bytes of all tables with their indexes, before \`VACUUM FULL\`.

| what | bytes each | of how many |
| --- | ---: | ---: |
| a device, as the import writes it | ${whole((full - busy) / count)} | ${whole(count)} |
| an audit event | ${whole(ofEvents / events)} | ${whole(events)} |
| a consent, a session and a disconnect, with all their events and what was owed | ${whole((busy - empty) / disconnects)} | ${whole(disconnects)} |

Devices were written at ${whole(devicesPerSecond)} a second, in batches of a thousand.`);

async function bytes(table?: string): Promise<number> {
  const { rows } = await superuser.query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND ($1::text IS NULL OR relname = $1)",
    [table ?? null],
  );
  return Number(rows[0]?.bytes);
}
