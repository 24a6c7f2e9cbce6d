/**
 * What other organisations wait for a read, and how long the turns of the event loop are, while one organisation runs ten searches, a batch, an
 * import and a verification of its trail at the same time, each again as soon as it is answered, on both databases:
 *
 *     node bench/neighbours.ts [--seconds 20] [--devices 20000] [--events 5000] [--on sqlite|postgres] [--only import] [--searches 2] [--write]
 *
 * The reads come at a steady rate whatever became of the ones before. Load, service and PostgreSQL share the machine, so beside the longest turn by the
 * clock stands what the thread worked in it. The aims are 20 ms at p99, and no turn over 50 ms.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { type Replica, type Site, startSite } from '../test/harness/site.ts';
import { waitFor } from '../test/harness/wait-for.ts';

import { postgresOn, watchCores } from './cores.ts';
import { ask, imported, management } from './heavy-load.ts';
import { writePart } from './results-file.ts';
import type { Turns } from './turns.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    devices: { type: 'string', default: '20000' },
    events: { type: 'string', default: '5000' },
    on: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    searches: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const inventory = Number(values.devices);
const readsPerSecond = 40;

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly refused: number;
  readonly answered: string;
  readonly turns: Turns;
  /** How many cores PostgreSQL had, and how long the thread that answers waited for one, as a share of the time. */
  readonly database: number;
  readonly waited: number;
}

/** Where PostgreSQL listens, where it is used. */
let port: number | undefined;

async function measure(site: Site, { origin, pid }: Replica, isBusy: boolean): Promise<Measured> {
  const [, attacker = '', ...victims] = site.tenantIds;
  const tokens = await Promise.all(victims.map((each) => site.token(each)));
  const token = await site.token(attacker);
  await turnsOf(pid);
  const ownCores = watchCores(() => [pid]);
  const databaseCores = watchCores(() => (port === undefined ? [] : postgresOn(port)));
  const ending = performance.now() + seconds * 1000;
  const load = isBusy ? heavyLoad(origin, token) : Promise.resolve('');
  const times: number[] = [];
  let refused = 0;
  const reads: Promise<void>[] = [];
  const one = async (victim: string) => {
    const began = performance.now();
    if ((await statusOf(`${origin}${management}/remoteAssistancePartners`, victim)) !== 200) refused++;
    times.push(performance.now() - began);
  };
  while (performance.now() < ending) {
    reads.push(one(tokens[reads.length % tokens.length] ?? ''));
    await setTimeout(1000 / readsPerSecond);
  }
  const turns = await turnsOf(pid);
  const { waited } = ownCores();
  const { worked: database } = databaseCores();
  await Promise.all(reads);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    max: times.at(-1) ?? 0,
    refused,
    answered: await load,
    turns,
    database,
    waited,
  };
}

const agent = new Agent({ keepAlive: true });

/** With as little of its own as a client can have: what `fetch` works for a request is as much as what is measured. */
async function statusOf(url: string, token: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${token}` };
  const [answer] = (await once(get(url, { agent, headers }), 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
  return answer.statusCode;
}

/** Gives what was answered, by what was asked. */
async function heavyLoad(origin: string, token: string): Promise<string> {
  const flags = ['--origin', origin, '--token', token, '--seconds', String(seconds), '--only', values.only];
  const program = join(import.meta.dirname, 'heavy-load.ts');
  const { BENCH_EVENT_LOOP: _, NODE_OPTIONS: __, ...env } = process.env;
  const { stdout } = await promisify(execFile)('nice', ['-n', '19', process.execPath, program, ...flags], { env });
  return stdout.trim();
}

/** How long its turns were since this was asked last. */
async function turnsOf(pid: number): Promise<Turns> {
  const lines = () => readFileSync(watched, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  const before = lines().length;
  process.kill(pid, 'SIGUSR2');
  await waitFor('the turns of the event loop', async () => lines().length > before);
  return JSON.parse(lines().at(-1) ?? '') as Turns;
}

/** The devices and the trail of the one who asks much. */
async function fill(site: Site, { origin }: Replica): Promise<void> {
  const [, attacker = ''] = site.tenantIds;
  const token = await site.token(attacker);
  for (let from = 0; from < inventory; from += 1000) {
    const status = await ask(origin, token, '/assist/managedDevices/import', imported(from));
    if (status !== 200) throw new Error(`importing answered ${status}`);
  }
  const headers = { Authorization: `Bearer ${token}` };
  const list = await fetch(`${origin}${management}/remoteAssistancePartners`, { headers });
  const { value } = (await list.json()) as { value: { id: string }[] };
  const url = `/deviceManagement/remoteAssistancePartners/${value[0]?.id}/disconnect`;
  const disconnects = JSON.stringify({
    requests: Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'POST', url })),
  });
  for (let events = 0; events < Number(values.events); events += 20) {
    const status = await ask(origin, token, '/beta/$batch', disconnects);
    if (status !== 200) throw new Error(`a batch answered ${status}`);
  }
}

/** As autovacuum does within a minute: a database that is in use has statistics. */
async function analyze(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('ANALYZE').finally(() => client.end());
}

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'assistd-bench-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const watched = join(folder, 'turns');
process.env.BENCH_EVENT_LOOP = watched;
process.env.NODE_OPTIONS = `--import=${new URL('./event-loop.ts', import.meta.url)}`;

async function postgresSettings() {
  const usual = { fsync: 'on', full_page_writes: 'on', shared_buffers: '128MB', autovacuum: 'on' };
  const server = stack.use(await startPostgres(usual));
  port = server.port;
  const name = await server.createDatabase();
  return {
    database: server.url(name, roles.service),
    databaseMigrationUrl: server.url(name, roles.owner),
    ...(values.searches !== undefined && { databaseSearches: Number(values.searches) }),
  };
}
const databases = [
  ['SQLite', async () => ({ database: join(folder, 'database') })],
  ['PostgreSQL', postgresSettings],
] as const;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const rows: string[] = [];
for (const [database, settings] of databases) {
  if (!database.toLowerCase().startsWith(values.on)) continue;
  const site = stack.use(await startSite({ ...(await settings()), throttling: 'off' }, 6));
  const replica = await site.replica();
  await fill(site, replica);
  const { databaseMigrationUrl } = site.settings;
  if (databaseMigrationUrl !== undefined) await analyze(databaseMigrationUrl);
  for (const isBusy of [false, true]) {
    const { p50, p99, max, refused, answered, turns, database: cores, waited } = await measure(site, replica, isBusy);
    const cells = [database, isBusy ? values.only || 'all of it' : 'nothing'];
    const figures = [p50, p99, max, turns.longestMs, turns.longestWorkMs].map((each) => each.toFixed(1));
    const counts = [
      turns.over20,
      turns.over50,
      `${percent(turns.busy)} + ${percent(waited)}`,
      percent(cores),
      refused,
      answered,
    ];
    rows.push(`| ${[...cells, ...figures, ...counts].join(' | ')} |`);
    console.log(rows.at(-1));
  }
}
const page = [
  '# While one organisation asks for much',
  `Written by \`node bench/neighbours.ts\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores for the service, PostgreSQL and the load together, load average ${loadavg()[0]?.toFixed(1)}. One organisation with ${inventory.toLocaleString('en')} devices and ${Number(values.events).toLocaleString('en')} audit events runs ten searches, a batch of twenty, an import of 1,000 devices and a verification at once, for ${seconds} s; four others read their partners ${readsPerSecond} times a second. The aims are 20 ms at p99, and no turn over 50 ms.`,
  [
    '| database | meanwhile | p50 ms | p99 ms | longest ms | longest turn ms | of it worked ms | turns over 20 ms of work | over 50 ms | thread busy + waits for a core | cores of PostgreSQL | reads refused | answered |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n'),
].join('\n\n');
if (values.write) writePart(page);
