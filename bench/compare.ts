import { createHistogram } from 'node:perf_hooks';
import autocannon from 'autocannon';
import type { Request } from './answer.ts';
import { median } from './median.ts';

export interface Target extends Request {
  readonly name: string;
}

export interface Comparison {
  readonly name: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly measured: readonly Measured[];
}

/** Medians over the rounds; latency in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Loads the targets in turn (A B A B …), so that whatever else the machine does meets all of them, after one round that does not count.
 * Throws when a target fails a request: its number would mean nothing.
 */
export async function compare({
  name,
  targets,
  seconds = 5,
  rounds = 5,
  connections = 16,
}: {
  name: string;
  targets: readonly Target[];
  seconds?: number;
  rounds?: number;
  connections?: number;
}): Promise<Comparison> {
  const results = targets.map((target): { target: Target; runs: Omit<Measured, 'name'>[] } => ({ target, runs: [] }));
  for (const { target } of results) await load(target, 1, connections);
  for (let round = 0; round < rounds; round++) {
    for (const { target, runs } of results) runs.push(await load(target, seconds, connections));
  }
  const measured = results.map(({ target, runs }) => ({
    name: target.name,
    requestsPerSecond: median(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
    p50: median(runs.map(({ p50 }) => p50)),
    p99: median(runs.map(({ p99 }) => p99)),
  }));
  return { name, seconds, rounds, connections, measured };
}

async function load(target: Target, seconds: number, connections: number): Promise<Omit<Measured, 'name'>> {
  const { name, ...request } = target;
  const { promise: finished, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const run = autocannon({ ...request, duration: seconds, connections }, (error, result) =>
    error ? reject(error) : resolve(result),
  );
  // autocannon's own histogram counts whole milliseconds, which is longer than most answers take.
  const latency = createHistogram();
  run.on('response', (_client, _status, _bytes, milliseconds) =>
    latency.record(Math.max(1, Math.round(milliseconds * 1000))),
  );
  const result = await finished;
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0 || result['2xx'] === 0) {
    throw new Error(`${name}: ${failed} of ${result.requests.total} requests to ${target.url} failed`);
  }
  return {
    requestsPerSecond: result.requests.average,
    p50: latency.percentile(50) / 1000,
    p99: latency.percentile(99) / 1000,
  };
}
