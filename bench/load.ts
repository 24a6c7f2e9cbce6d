import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { createHistogram } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import type { Request } from './answer.ts';

export interface Load extends Request {
  readonly connections: number;
  readonly seconds: number;
}

/** Latency in milliseconds. */
export interface Loaded {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What a server took meanwhile as well: microseconds of processor time for each request; `undefined` where the system does not tell. */
export interface Costed extends Loaded {
  readonly processorMicroseconds: number | undefined;
}

/** One core serves and another loads, where there are two and `taskset` (Linux). */
const canPin = process.platform === 'linux' && availableParallelism() > 1;
const coreOfServers = 0;
const coreOfLoad = 1;

/** A command on the core of the servers. */
export function onServerCore(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return canPin ? ['taskset', '-c', String(coreOfServers), ...command] : command;
}

/**
 * Loads a server from a process of its own: each connection sends its next request when it has the answer to the last.
 * @param pids the processes whose time counts; none where only answers count
 * @throws when a request fails: the number would mean nothing
 */
export async function load(wanted: Load, pids: readonly number[] = []): Promise<Costed> {
  const command = [process.execPath, import.meta.filename, JSON.stringify(wanted)] as const;
  const [program, ...args] = canPin ? ['taskset', '-c', String(coreOfLoad), ...command] : command;
  const before = processorMs(pids);
  const child = spawn(program ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, wrong, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const took = processorMs(pids) - before;
  if (code !== 0) throw new Error(`${wanted.method} ${wanted.url}: ${wrong}`);
  const loaded = JSON.parse(printed) as Loaded;
  const requests = loaded.requestsPerSecond * wanted.seconds;
  return { ...loaded, processorMicroseconds: took > 0 ? (took * 1000) / requests : undefined };
}

const ticksPerSecond =
  process.platform === 'linux' ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : Number.NaN;

/** Processor time of these processes so far, in user and in kernel mode (Linux, proc(5)). */
export function processorMs(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=[A-Z] )/);
      const fields = rest.split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return (ticks / ticksPerSecond) * 1000;
}

/** A client that does next to nothing, so that a server is what is measured. It knows answers with a length, and those of status 204. */
async function run({ url, method, headers, body = '', connections, seconds }: Load): Promise<Loaded> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const given = { host, ...headers, ...(method !== 'GET' && { 'content-length': String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
  const latency = createHistogram();
  const began = performance.now();
  const ends = began + seconds * 1000;
  let answered = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let received = '';
      let length: number | undefined;
      let sent = 0;
      const next = () => {
        sent = performance.now();
        socket.write(request);
      };
      socket.setEncoding('latin1').once('connect', next).once('error', reject);
      socket.once('close', () => reject(new Error('the server closed a connection')));
      socket.on('data', (chunk: string) => {
        received += chunk;
        length ??= answerLength(received);
        if (length === undefined || received.length < length) return;
        if (!/^HTTP\/1\.1 2/.test(received)) return reject(new Error(`answered ${received.slice(0, 500)}`));
        received = received.slice(length);
        length = undefined;
        const now = performance.now();
        latency.record(Math.max(1, Math.round((now - sent) * 1000)));
        answered++;
        if (now < ends) return next();
        socket.removeAllListeners('close').destroy();
        resolve();
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
  return {
    requestsPerSecond: (answered * 1000) / (performance.now() - began),
    p50: latency.percentile(50) / 1000,
    p99: latency.percentile(99) / 1000,
  };
}

/** How long the answer is that a text begins with; `undefined` while that is not known. */
function answerLength(received: string): number | undefined {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received)?.[1];
  return head + 4 + Number(length ?? 0);
}

if (import.meta.main) console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as Load)));
