/**
 * What an organisation waits for one read while another sends the worst bodies and batches that there are, on both databases:
 *
 *     node bench/attack.ts [--seconds 5] [--connections 8] [--throttling off] [--devices 20000] [--only 'part of a name']
 *
 * Each attack runs on its own, as fast as it is answered; throttling is off unless told, so that nothing but the service itself protects. The
 * reads come at a steady rate whatever became of the ones before. Load and service share the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { roles, startPostgres } from '../test/harness/postgres-server.ts';
import { type Replica, type Site, startSite } from '../test/harness/site.ts';
import { writePart } from './results-file.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    devices: { type: 'string', default: '20000' },
    only: { type: 'string', default: '' },
    throttling: { type: 'string', default: 'off' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const readsPerSecond = 40;

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const json = { 'Content-Type': 'application/json' };
const zipped = { ...json, 'Content-Encoding': 'gzip' };

interface Attack {
  readonly name: string;
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  /** Who sends it; whoever may do everything unless told. */
  readonly from?: 'nobody' | 'suspended';
}

const steps = (count: number, step: object) =>
  JSON.stringify({ requests: Array.from({ length: count }, (_, index) => ({ id: String(index), ...step })) });
const collection = '/deviceManagement/remoteAssistancePartners';
const gzip = (text: string) => new Uint8Array(gzipSync(text, { level: 9 }));

const worst = ['model', 'notes', 'serialNumber', 'deviceName']
  .flatMap((property) => ['q', 'w', 'y'].map((text) => `contains(tolower(${property}),'${text}${text}')`))
  .join(' or ');
const search = `/deviceManagement/managedDevices?$filter=${encodeURIComponent(worst)}&$count=true`;
/** How many devices the attacker's filters read. */
const inventory = Number(values.devices);

const objects = gzip(`[${'{},'.repeat(1_390_000)}{}]`);
const inner = Buffer.from(gzip(JSON.stringify({ displayName: 'x'.repeat(4_000_000) }))).toString('base64');
const zippedStep = { method: 'POST', url: collection, headers: { 'content-encoding': 'gzip' }, body: inner };
const device = (index: number) => ({ serialNumber: `A-${index}`, deviceName: `PC-${index}`, notes: 'x'.repeat(200) });
const devices = JSON.stringify({ devices: Array.from({ length: 1000 }, (_, index) => device(index)) });

const filters: Attack = {
  name: `a batch of 20 filters over ${inventory.toLocaleString('en')} devices`,
  path: '/beta/$batch',
  body: steps(20, { method: 'GET', url: search }),
  headers: json,
};

const attacks: readonly (Attack | undefined)[] = [
  undefined,
  { name: 'a batch, gzip in gzip', path: '/beta/$batch', body: gzip(steps(20, zippedStep)), headers: zipped },
  { name: '4 MB of {} in 4 kB', path: partners, body: objects, headers: zipped },
  { name: 'the same, without permission', path: partners, body: objects, headers: zipped, from: 'nobody' },
  { name: 'the same, as a batch', path: '/beta/$batch', body: objects, headers: zipped, from: 'nobody' },
  { name: 'the same, of a suspended organisation', path: partners, body: objects, headers: zipped, from: 'suspended' },
  { name: '256 KB of text', path: partners, body: JSON.stringify({ notes: 'x'.repeat(255_000) }), headers: json },
  {
    name: 'a batch of 20 lists',
    path: '/beta/$batch',
    body: steps(20, { method: 'GET', url: `${collection}?$top=999` }),
    headers: json,
  },
  {
    name: 'a batch of 20 writes',
    path: '/beta/$batch',
    body: steps(20, { method: 'POST', url: `${collection}/none/disconnect` }),
    headers: json,
  },
  { name: 'imports of 1000 devices', path: '/assist/managedDevices/import', body: devices, headers: json },
  filters,
];

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Reads that were not answered 200. */
  readonly refused: number;
  readonly answered: number;
  readonly statuses: string;
}

async function measure(site: Site, { origin }: Replica, attack: Attack | undefined): Promise<Measured> {
  const [victim = '', attacker = '', suspended = ''] = site.tenantIds;
  const read = { headers: { Authorization: `Bearer ${await site.token(victim)}` } };
  const token = await site.token(attack?.from === 'suspended' ? suspended : attacker, attack?.from === 'nobody');
  const ending = performance.now() + seconds * 1000;
  const statuses = new Map<number, number>();
  const attacking = Array.from({ length: attack ? connections : 0 }, async () => {
    while (attack && performance.now() < ending) {
      const headers = { ...attack.headers, Authorization: `Bearer ${token}` };
      const reply = await fetch(origin + attack.path, { method: 'POST', headers, body: attack.body }).catch(
        () => undefined,
      );
      await reply?.text().catch(() => {});
      statuses.set(reply?.status ?? 0, (statuses.get(reply?.status ?? 0) ?? 0) + 1);
    }
  });
  const times: number[] = [];
  let refused = 0;
  const reads: Promise<void>[] = [];
  const one = async () => {
    const began = performance.now();
    const reply = await fetch(origin + partners, read);
    await reply.text();
    if (reply.status !== 200) refused++;
    times.push(performance.now() - began);
  };
  while (performance.now() < ending) {
    reads.push(one());
    await setTimeout(1000 / readsPerSecond);
  }
  await Promise.all([...reads, ...attacking]);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    max: times.at(-1) ?? 0,
    refused,
    answered: [...statuses.values()].reduce((sum, count) => sum + count, 0),
    statuses: [...statuses.keys()].map(String).join(', '),
  };
}

async function ready(site: Site): Promise<Replica> {
  const replica = await site.replica();
  const [operator = '', , suspended = ''] = site.tenantIds;
  const headers = { Authorization: `Bearer ${await site.token(operator)}`, 'Content-Length': '0' };
  const reply = await fetch(`${replica.origin}/assist/tenants/${suspended}/suspend`, { method: 'POST', headers });
  if (reply.status !== 204) throw new Error(`suspending answered ${reply.status}: ${await reply.text()}`);
  return replica;
}

/** The devices of the attacker. */
async function fill(site: Site, { origin }: Replica): Promise<void> {
  const [, attacker = ''] = site.tenantIds;
  const headers = { ...json, Authorization: `Bearer ${await site.token(attacker)}` };
  for (let begin = 0; begin < inventory; begin += 1000) {
    const body = JSON.stringify({ devices: Array.from({ length: 1000 }, (_, index) => device(begin + index)) });
    const reply = await fetch(`${origin}/assist/managedDevices/import`, { method: 'POST', headers, body });
    if (!reply.ok) throw new Error(`importing answered ${reply.status}: ${await reply.text()}`);
    await reply.text();
  }
}

await using stack = new AsyncDisposableStack();
const server = stack.use(await startPostgres({ fsync: 'on', full_page_writes: 'on', shared_buffers: '128MB' }));
const name = await server.createDatabase();
const folder = mkdtempSync(join(tmpdir(), 'assistd-bench-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const throttling = values.throttling as 'off' | 'documented';
const operatorTenant = '00000000-0000-4000-8000-000000000001';
const databases = [
  ['SQLite', { database: folder }],
  ['PostgreSQL', { database: server.url(name, roles.service), databaseMigrationUrl: server.url(name, roles.owner) }],
] as const;

const rows: string[] = [];
for (const [database, where] of databases) {
  const site = stack.use(await startSite({ ...where, throttling, operatorTenant }, 3));
  const replica = await ready(site);
  for (const attack of attacks.filter((each) => !each || each.name.includes(values.only))) {
    if (attack === filters) await fill(site, replica);
    const { p50, p99, max, refused, answered, statuses } = await measure(site, replica, attack);
    const cells = [
      database,
      attack?.name ?? 'nothing',
      p50.toFixed(1),
      p99.toFixed(1),
      max.toFixed(1),
      refused,
      answered,
      statuses,
    ];
    rows.push(`| ${cells.join(' | ')} |`);
    console.log(rows.at(-1));
  }
}
const page = [
  '# While somebody attacks',
  `Written by \`node bench/attack.ts\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores for the service, PostgreSQL and the load together, load average ${loadavg()[0]?.toFixed(1)}. ${connections} connections attack for ${seconds} s each, throttling \`${throttling}\`; another organisation reads its partners ${readsPerSecond} times a second. The aim is 250 ms at p99.`,
  [
    '| database | attack | p50 ms | p99 ms | longest ms | reads refused | attacks answered | with |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n'),
].join('\n\n');
if (values.write) writePart(page);
