/**
 * How long the packed program takes from its start to the first answer, beside what people use today to stand in for an API:
 *
 *     npm run bench:peers                  installs everything into a temporary folder, from the npm registry
 *     npm run bench:peers -- --rounds 9
 */
import { parseArgs } from 'node:util';
import { type ColdStart, coldStart, type FirstRequest } from './cold-start.ts';
import { install, packAssistd } from './install.ts';
import { median } from './median.ts';
import { type Peer, peers, startOf } from './peer-list.ts';
import { machine, table } from './results.ts';
import { writePart } from './results-file.ts';
import { firstDisconnect, startBenchService, temporaryFolder } from './service.ts';

interface Start {
  readonly command: readonly [string, ...string[]];
  readonly ready: (printed: string) => FirstRequest | undefined;
}

interface Contestant {
  readonly name: string;
  /** What its first answer is, and what it does not do. */
  readonly answers: string;
  /** How many packages its installation brings, itself included. */
  readonly packages: number;
  readonly start: () => Promise<Start>;
}

interface Measured
  extends Pick<Contestant, 'name' | 'answers' | 'packages'>,
    Pick<ColdStart, 'milliseconds' | 'memory'> {
  readonly fastest: number;
  readonly slowest: number;
}

interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** The packed program as its `bin` starts it, on a database that is there: with the compile cache of the last start, and without. */
async function assistd(folder: string): Promise<Contestant[]> {
  const { entry, packages } = await install(folder, await packAssistd(folder), 'node_modules/assistd/dist/main.js');
  const service = await startBenchService(folder, [], entry);
  await service[Symbol.asyncDispose]();
  const ready = (printed: string) =>
    firstDisconnect(printed, service.partner.slice(service.partner.lastIndexOf('/') + 1));
  const answers =
    '204 to a disconnect: token and permission checked, committed to a database on disk. An issuer and a sandbox of TeamViewer start with it';
  return [
    { name: 'assistd dev', answers, packages, start: async () => ({ command: service.command, ready }) },
    {
      name: 'assistd dev, without compile cache',
      answers: 'the same, compiled anew as at the first start on a machine or in a container',
      packages,
      start: async () => ({ command: ['env', 'NODE_DISABLE_COMPILE_CACHE=1', ...service.command], ready }),
    },
  ];
}

async function installed(peer: Peer, folder: string): Promise<Contestant> {
  const { entry, packages } = await install(folder, peer.package, peer.entry, peer.files);
  return { name: peer.package, answers: peer.answers, packages, start: () => startOf(peer, entry, folder) };
}

/** In turn (A B C A B C …), after one round that does not count; whoever fails once is left out, with the reason. */
async function measure(contestants: readonly Contestant[], rounds: number, skipped: Skipped[]): Promise<Measured[]> {
  const runs = new Map<Contestant, ColdStart[]>(contestants.map((each) => [each, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [contestant, counted] of runs) {
      try {
        const run = await coldStart({ name: contestant.name, ...(await contestant.start()), rounds: 1 });
        if (round > 0) counted.push(run);
      } catch (error) {
        runs.delete(contestant);
        skipped.push({ name: contestant.name, reason: reasonOf(error) });
      }
    }
  }
  return [...runs].map(([{ name, answers, packages }, counted]) => {
    const memory = counted.flatMap((run) => run.memory ?? []);
    const milliseconds = counted.map((run) => run.milliseconds);
    return {
      name,
      answers,
      packages,
      milliseconds: median(milliseconds),
      fastest: Math.min(...milliseconds),
      slowest: Math.max(...milliseconds),
      memory: memory.length > 0 ? median(memory) : undefined,
    };
  });
}

function page(measured: readonly Measured[], skipped: readonly Skipped[], rounds: number): string {
  const base = measured[0]?.milliseconds ?? Number.NaN;
  const rows = measured.map(({ name, milliseconds, fastest, slowest, memory, packages, answers }) => [
    name,
    String(Math.round(milliseconds)),
    `${Math.round(fastest)}–${Math.round(slowest)}`,
    (milliseconds / base).toFixed(2),
    memory === undefined ? '–' : String(Math.round(memory)),
    String(packages),
    answers,
  ]);
  const paragraphs = [
    '# Cold start beside others',
    `Written by \`npm run bench:peers\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`,
    `From starting the process to the whole first answer, medians of ${rounds} rounds, each program started in turn, after a round that does not count. ` +
      'assistd is the packed program, installed from its tarball, on a database that is already there; the others are installed from npm in the versions named, without their install scripts. ' +
      'Each answers its own simplest request: **none of the others does what assistd does**, and most do less before they answer. ' +
      'The machine is shared, and what else runs on it moves the milliseconds, as the fastest and the slowest round show: read the ratios, and those coarsely. Memory is what the started process holds resident right after that answer; packages are what its installation brings, optional ones included.',
    table(['program', 'ms', 'from–to', 'ratio', 'MiB', 'packages', 'what its first answer is'], rows, [
      'what its first answer is',
    ]),
    ...(skipped.length > 0
      ? [`Left out:\n\n${skipped.map(({ name, reason }) => `- ${name}: ${reason}`).join('\n')}`]
      : []),
    'Not tried: Dev Proxy and msgraphProxy (.NET), floci-az and Microcks (containers), WireMock (needs a Java runtime), MSW (no server).',
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function reasonOf(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds is a whole number, at least 1');
  using own = temporaryFolder();
  const contestants = await assistd(own.path);
  using folders = new DisposableStack();
  const skipped: Skipped[] = [];
  for (const peer of peers) {
    const folder = folders.use(temporaryFolder());
    try {
      contestants.push(await installed(peer, folder.path));
    } catch (error) {
      skipped.push({ name: peer.package, reason: reasonOf(error) });
    }
  }
  const written = page(await measure(contestants, rounds, skipped), skipped, rounds);
  writePart(written);
  console.log(written);
}

await main();
