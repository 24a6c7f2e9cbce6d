/**
 * What costs in proportion to what is due, and what to what exists: ten thousand organisations with work due at once, ten thousand obligations that
 * fail, one that is due among all of them, and the trail of a million events verified, read and pruned:
 *
 *     node bench/due.ts [--on postgres] [--tenants 10000] [--events 1000000] [--write]
 *
 * The store and the runner of obligations alone, in one process. Memory is what is held after a collection of garbage, so start it with `--expose-gc`.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { newId } from '../src/core/id.ts';
import { silent as log } from '../src/core/log.ts';
import { Secret } from '../src/core/secret.ts';
import { dateTimeOf } from '../src/edm/date-time.ts';
import { auditEvents } from '../src/model/audit-event.ts';
import type { Duty } from '../src/obligations/duty.ts';
import { owe } from '../src/obligations/owe.ts';
import { type Obligations, startObligations } from '../src/obligations/run.ts';
import { parseQuery } from '../src/odata/query.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { selectPage } from '../src/store/query/page.ts';
import { verifyAuditEvents } from '../src/store/table/audit/audit-chain.ts';
import { auditEventSource } from '../src/store/table/audit/audit-event-page.ts';
import { appendAuditEvent, type NewAuditEvent, pruneAuditEvents } from '../src/store/table/audit/audit-events.ts';
import { Canonical } from '../src/store/table/audit/canonical-json.ts';
import { insertTenant } from '../src/store/table/tenants.ts';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { writePart } from './results-file.ts';
import { temporaryFolder } from './service.ts';
import { watchTurns } from './turns.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'sqlite' },
    tenants: { type: 'string', default: '10000' },
    events: { type: 'string', default: '1000000' },
    write: { type: 'boolean', default: false },
  },
});
const events = Number(values.events);
const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const tenantIds = Array.from({ length: Number(values.tenants) }, (_, index) => idOf(index + 1));
const minute = 60_000;

await using stack = new AsyncDisposableStack();
const clock = new TurnableClock();
const auditKeys = AuditKeys.of([{ id: 'bench', key: new Secret(Buffer.alloc(32, 'k').toString('base64')) }]);
const database: Database = stack.use(
  await openDatabase({ purpose: 'development', auditKeys, clock, log, ...(await where()) }),
);

async function where() {
  if (values.on === 'sqlite') return { database: join(stack.use(temporaryFolder()).path, 'database') };
  // Autovacuum is what keeps statistics.
  const often = { autovacuum: 'on', autovacuum_naptime: '2s' };
  const usual = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB', ...often };
  const server = stack.use(await startPostgres(usual));
  const name = await server.createDatabase();
  return {
    database: server.url(name, roles.service),
    postgres: { migrationUrl: server.url(name, roles.owner) },
  };
}

const rows: string[] = [];
const turnsSince = watchTurns();
const heldMiB = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

/** @param work gives how many things were done */
async function measured(what: string, work: () => Promise<number>): Promise<void> {
  const before = heldMiB();
  turnsSince();
  const cpu = process.cpuUsage();
  const began = performance.now();
  const count = await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { longestWorkMs } = turnsSince();
  const figures = [seconds.toFixed(1), ((user + system) / count).toFixed(0), longestWorkMs.toFixed(0)];
  const held = heldMiB() - before;
  rows.push(`| ${[what, count.toLocaleString('en'), ...figures, `${held.toFixed(1)} MiB`].join(' | ')} |`);
  console.log(rows.at(-1));
}

let attempts = 0;
async function running(duty: Duty, work: (runner: Obligations) => Promise<void>): Promise<number> {
  attempts = 0;
  const counting: Duty = (job, steps) => {
    attempts++;
    return duty(job, steps);
  };
  await using runner = startObligations({ database, clock, log, duties: { 'grant.watch': counting } });
  await work(runner);
  return attempts;
}
const watches = { kinds: ['grant.watch'], others: false } as const;
const done: Duty = async () => ({ kind: 'done' });
const failing: Duty = async () => {
  // As a partner says that is away for long: then each is tried once in a round.
  throw Object.assign(new Error('the partner does not answer'), { retryAfter: 30 * minute });
};

async function looksForWork(): Promise<number> {
  const looks = 2000;
  for (let count = 0; count < looks; count++) {
    await database.dueTenants(watches, { after: '', limit: 8 });
    await setImmediate();
  }
  return looks;
}

async function inTens(work: (tenantId: string) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < tenantIds.length; from += 10) await Promise.all(tenantIds.slice(from, from + 10).map(work));
}

await measured('organisations are made, with work due', async () => {
  await inTens((id) =>
    database.write(id, async (tx) => {
      await insertTenant(tx, { displayName: id, subscriptionState: 'active', intuneAccountId: newId() });
      await owe(tx, { kind: 'grant.watch', subject: 'g' });
    }),
  );
  return tenantIds.length;
});
await measured('work of as many organisations, due at once, is done', () => running(done, (runner) => runner.idle()));
await measured('nothing is due: looks for work', looksForWork);
await measured('one obligation becomes due, among all', async () => {
  const count = 500;
  await running(done, async (runner) => {
    for (let index = 0; index < count; index++) {
      await database.write(tenantIds[(index * 7) % tenantIds.length] ?? '', (tx) =>
        owe(tx, { kind: 'grant.watch', subject: 'one' }),
      );
      await runner.idle();
    }
  });
  return count;
});
await inTens((id) => database.write(id, (tx) => owe(tx, { kind: 'grant.watch', subject: 'f' })));
await measured('all of them fail', () => running(failing, (runner) => runner.idle()));
await measured('and four times more, an hour between', () =>
  running(failing, async (runner) => {
    for (let turned = 0; turned < 4; turned++) {
      clock.turn(60 * minute);
      await runner.idle();
    }
  }),
);
await measured('while they wait: looks for work', looksForWork);

const event = (): NewAuditEvent => ({
  displayName: 'disconnect RemoteAssistancePartner',
  componentName: 'ManagedDevices',
  activity: null,
  activityType: 'disconnect RemoteAssistancePartner',
  activityOperationType: 'Action',
  activityResult: 'Success',
  correlationId: newId(),
  category: 'Device',
  actor: new Canonical({ auditActorType: 'ItPro', userPrincipalName: 'adele@contoso.example' }),
  resources: [{ displayName: 'TeamViewer', auditResourceType: 'RemoteAssistancePartner', modifiedProperties: [] }],
});

const [first = ''] = tenantIds;
const atOnce = 1000;
async function write(count: number): Promise<number> {
  for (let written = 0; written < count; written += atOnce) {
    const many: readonly [NewAuditEvent, ...NewAuditEvent[]] = [event(), ...Array.from({ length: atOnce - 1 }, event)];
    await database.write(first, (tx) => appendAuditEvent(tx, () => many));
    await setImmediate();
  }
  return count;
}
await measured('audit events are written, by thousands', () => write(events / 2));
clock.turn(3 * 24 * 60 * minute);
const between = dateTimeOf(clock.now());
clock.turn(24 * 60 * minute);
await measured('as many again', () => write(events / 2));
const verify = () =>
  verifyAuditEvents(
    (work) => database.read(first, work),
    (part) => database.inTurn(first, part),
  );
await measured('the trail is verified', async () => {
  const { intact, count } = await verify();
  if (!intact) throw new Error('the trail is not intact');
  return count;
});
await measured('it is read, in pages of 1,000', async () => {
  const asked = parseQuery('$top=1000', { resource: auditEvents, version: 'beta', kind: 'list' });
  let count = 0;
  for (let query = asked; ; ) {
    const page = await database.search(first, (db) => selectPage(db, auditEventSource, query));
    count += page.rows.length;
    if (!page.next) return count;
    query = { ...asked, after: page.next };
  }
});
await measured('the older half is pruned', async () => {
  for (let count = 0; ; ) {
    const pruned = await database.write(first, (tx) => pruneAuditEvents(tx, between, atOnce));
    count += pruned;
    if (pruned < atOnce) return count;
  }
});
await measured('what is left is verified', async () => (await verify()).count);

const page = [
  `# What is due, and what exists, on ${values.on === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
  `Written by \`node --expose-gc bench/due.ts\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}. The store and the runner of obligations alone. Memory is what is held more afterwards than before.`,
  [
    '| what | how many | s | µs of CPU each | longest turn, ms of work | memory |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n'),
].join('\n\n');
if (values.write) writePart(page);
