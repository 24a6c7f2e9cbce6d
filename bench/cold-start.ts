import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request } from './answer.ts';
import { median } from './median.ts';
import { residentMemory } from './resident-memory.ts';

export interface ColdStart {
  readonly name: string;
  readonly rounds: number;
  /** From starting the process to the whole answer, milliseconds, median. */
  readonly milliseconds: number;
  /** Resident memory right after that answer, MiB, median; undefined where there is no /proc. */
  readonly memory: number | undefined;
}

/** The first request, and the status that counts as its answer. */
export interface FirstRequest extends Request {
  readonly status: number;
}

/**
 * Starts a command again and again and measures how long its first request takes to be answered. `ready` is shown everything the
 * command has printed so far, and names the request as soon as that holds what it needs (a port, a token).
 *
 * Throws when the command ends early, or has not answered within `timeout` milliseconds.
 */
export async function coldStart({
  name,
  command: [file, ...parameters],
  ready,
  rounds = 7,
  timeout = 10_000,
}: {
  name: string;
  command: readonly [string, ...string[]];
  ready: (printed: string) => FirstRequest | undefined;
  rounds?: number;
  timeout?: number;
}): Promise<ColdStart> {
  const runs: { milliseconds: number; memory: number | undefined }[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const child = spawn(file, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    try {
      await answered(child, ready, AbortSignal.timeout(timeout));
      runs.push({ milliseconds: performance.now() - started, memory: residentMemory(child.pid) });
    } finally {
      child.kill();
      await exited;
    }
  }
  const memory = runs.flatMap((run) => run.memory ?? []);
  return {
    name,
    rounds,
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    memory: memory.length > 0 ? median(memory) : undefined,
  };
}

async function answered(
  child: ChildProcessByStdio<null, Readable, null>,
  ready: (printed: string) => FirstRequest | undefined,
  signal: AbortSignal,
): Promise<void> {
  const request = await firstRequest(child, ready, signal);
  for (;;) {
    const response = await fetch(request.url, { ...request, signal }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === request.status) return;
    if (response)
      throw new Error(`${request.method} ${request.url} answered ${response.status}, not ${request.status}`);
    if (child.exitCode !== null) throw new Error(`the command ended with ${child.exitCode} before it answered`);
    signal.throwIfAborted();
    // Printed before it listened: ask again.
    await wait(1);
  }
}

async function firstRequest(
  child: ChildProcessByStdio<null, Readable, null>,
  ready: (printed: string) => FirstRequest | undefined,
  signal: AbortSignal,
): Promise<FirstRequest> {
  const ended = Promise.withResolvers<never>();
  child.once('error', ended.reject);
  child.once('exit', (code) => ended.reject(new Error(`the command ended with ${code} before it was ready`)));
  signal.addEventListener('abort', () => ended.reject(signal.reason), { once: true });

  const found = Promise.withResolvers<FirstRequest>();
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const request = ready(printed);
    if (request) found.resolve(request);
  });
  return await Promise.race([found.promise, ended.promise]);
}
