/**
 * What the Graph operations cost beside a bare `node:http` server that answers the same bytes, Fastify, and what people use to stand in for
 * an API, and what a start costs:
 *
 *     npm run bench                         packs and starts `assistd dev` by itself, and installs the others from npm into a temporary folder;
 *                                           then what others wait beside one that asks for much, and starts beside others: 15 minutes
 *     npm run bench:quick                   the bare server alone, in under two minutes; fails where a ratio has fallen far
 *
 * The partner's state does not matter: disconnecting one that is not onboarded answers 204 all the same, after the same commit.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { ask, type Request } from './answer.ts';
import { startBareServer } from './bare-server.ts';
import { coldStart } from './cold-start.ts';
import { type Comparison, compare, type Target } from './compare.ts';
import { goals, isAlarming, names } from './goals.ts';
import { install, packAssistd } from './install.ts';
import { onServerCore } from './load.ts';
import { peers, startOf } from './peer-list.ts';
import { residentMemory } from './resident-memory.ts';
import { goalsSection, resultsPage } from './results.ts';
import { writePart } from './results-file.ts';
import { type BenchService, firstDisconnect, importDevices, startBenchService, temporaryFolder } from './service.ts';
import { startServing } from './serving.ts';

interface Load {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections?: number;
}

/** Peers by the request that they can stand in for. */
type Peers = ReadonlyMap<'get' | 'disconnect', readonly Target[]>;

const noPeers: Peers = new Map();

/** Measures one request of the service against the bare server and the peers. */
async function besideOthers(
  name: string,
  request: Request & { readonly pid: number },
  load: Load,
  others: readonly Target[] = [],
): Promise<Comparison> {
  await using bare = await startBareServer(await ask(request));
  const targets = [
    { ...request, name: 'bare node:http', url: bare.url, pid: bare.pid },
    { ...request, name: 'assistd' },
    ...others,
  ];
  return await compare({ name, targets, ...load });
}

async function loads({ partner, devices, token, pid }: BenchService, load: Load, others: Peers): Promise<Comparison[]> {
  const headers = { authorization: `Bearer ${token}` };
  const get = { url: partner, method: 'GET', headers, pid } as const;
  const disconnect = { url: `${partner}/disconnect`, method: 'POST', headers, pid } as const;
  const page = { url: devices, method: 'GET', headers, pid } as const;
  return [
    await besideOthers(names.get, get, load, others.get('get')),
    await besideOthers(names.disconnect, disconnect, load, others.get('disconnect')),
    await besideOthers(names.page, page, { ...load, connections: 4 }),
  ];
}

/** Installs and starts whatever can stand in for one of the requests. */
async function startPeers(stack: AsyncDisposableStack, skipped: string[]): Promise<Peers> {
  const targets = { get: [] as Target[], disconnect: [] as Target[] };
  for (const peer of peers) {
    const { loaded } = peer;
    if (!loaded) continue;
    try {
      const folder = temporaryFolder();
      stack.defer(() => folder[Symbol.dispose]());
      const { entry } = await install(folder.path, peer.package, peer.entry, peer.files);
      const { command, ready } = await startOf(peer, entry, folder.path);
      const { pid } = stack.use(await startServing(command, ready()));
      const { origin } = new URL(ready().url);
      const of = (path: string, method: 'GET' | 'POST') => ({
        name: peer.package,
        url: origin + path,
        method,
        headers: {},
        pid,
      });
      if (loaded.get) targets.get.push(of(loaded.get, 'GET'));
      if (loaded.disconnect) targets.disconnect.push(of(loaded.disconnect, 'POST'));
    } catch (error) {
      skipped.push(`${peer.package}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return new Map(Object.entries(targets) as ['get' | 'disconnect', Target[]][]);
}

/** Everything, of the packed program, as whoever installs it has it. */
async function whole(load: Load): Promise<string> {
  using folder = temporaryFolder();
  await using stack = new AsyncDisposableStack();
  const skipped: string[] = [];
  const others = await startPeers(stack, skipped);
  for (const each of skipped) console.error(`left out: ${each}`);
  const { entry } = await install(folder.path, await packAssistd(folder.path), 'node_modules/assistd/dist/main.js');
  const { command, partner, comparisons, idle, afterwards } = await loaded(folder.path, load, others, entry);
  const partnerId = partner.slice(partner.lastIndexOf('/') + 1);
  const start = (name: string, program: readonly [string, ...string[]]) =>
    coldStart({ name, command: program, ready: (printed) => firstDisconnect(printed, partnerId), rounds: 9 });
  const packed = await start('assistd dev, packed, to the first 204 of a disconnect', command);
  // As `npm start` has it after the first time, beside which the program is bundled.
  const [node, ...options] = inCheckout;
  const flags = command.slice(command.indexOf('dev'));
  await promisify(execFile)(node, [fileURLToPath(new URL('../tools/beside-start.ts', import.meta.url)), '--if-stale']);
  const checkout = await start('the same in a checkout (`npm start`)', [node, ...options, ...flags]);
  const run = {
    comparisons,
    firstAnswerMs: packed.milliseconds,
    idleMebibytes: idle,
    loadedMebibytes: afterwards,
    importMicroseconds: await importCosts(),
  };
  return resultsPage(run, [packed, checkout], new Date(), [
    { when: 'idle, after the first answer', mebibytes: idle },
    { when: 'after the load', mebibytes: afterwards },
  ]);
}

const inCheckout = [
  process.execPath,
  '--min-semi-space-size=4',
  '--max-semi-space-size=8',
  fileURLToPath(new URL('../tools/start.js', import.meta.url)),
] as const;

/** What `bench/import.ts` prints, of the first and of the last of a million. */
async function importCosts(): Promise<readonly [number, number]> {
  const file = fileURLToPath(new URL('import.ts', import.meta.url));
  const [program, ...args] = onServerCore([process.execPath, file, '--devices', '1000000']);
  const { stdout } = await promisify(execFile)(program, args);
  const costs = [...stdout.matchAll(/^\| \d+ \| ([\d.]+) \|/gm)].map(([, cost]) => Number(cost));
  const [first, last] = [costs.at(0), costs.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`bench/import.ts has told nothing: ${stdout}`);
  return [first, last];
}

async function loaded(folder: string, load: Load, others: Peers, program?: string) {
  // The first start of all compiles, and holds 15 MiB for it.
  await (await startBenchService(folder, [], program))[Symbol.asyncDispose]();
  await using service = await startBenchService(folder, [], program);
  const { pid, command, partner } = service;
  const idle = residentMemory(pid);
  await importDevices(service);
  const comparisons = await loads(service, load, others);
  return { command, partner, comparisons, idle, afterwards: residentMemory(pid) };
}

/** The ratios alone; a fall that no noise explains fails. */
async function quick(): Promise<void> {
  using folder = temporaryFolder();
  const { comparisons } = await loaded(folder.path, { seconds: 2, rounds: 5 }, noPeers);
  console.log(goalsSection({ comparisons }));
  for (const goal of goals) {
    const now = goal.of({ comparisons });
    if (now === undefined || !isAlarming(now, goal)) continue;
    console.error(`${goal.what}: ${now.toFixed(2)}, and ${goal.alarm} is what a busy machine explains`);
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '5' },
    },
  });
  if (values.quick) return quick();
  const page = await whole({ seconds: Number(values.seconds), rounds: Number(values.rounds) });
  writePart(page);
  console.log(page);
}

await main();
