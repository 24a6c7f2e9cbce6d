import type { Request } from './answer.ts';
import { type Costed, load } from './load.ts';
import { median } from './median.ts';
import { undisturbed } from './undisturbed.ts';

export interface Target extends Request {
  readonly name: string;
  /** The process that serves it. */
  readonly pid: number;
}

export interface Comparison {
  readonly name: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** The first is what the others are measured by. */
  readonly measured: readonly Measured[];
}

/** Medians over the rounds. */
export interface Measured extends Costed {
  readonly name: string;
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
  connections = 64,
}: {
  name: string;
  targets: readonly Target[];
  seconds?: number;
  rounds?: number;
  connections?: number;
}): Promise<Comparison> {
  const results = targets.map((target): { target: Target; runs: Costed[] } => ({ target, runs: [] }));
  const one = ({ pid, ...request }: Target, duration: number) =>
    load({ ...request, connections, seconds: duration }, [pid]);
  for (const { target } of results) await one(target, 1);
  for (let round = 0; round < rounds; round++) {
    for (const { target, runs } of results) runs.push(await undisturbed(() => one(target, seconds)));
  }
  const measured = results.map(({ target, runs }): Measured => {
    const processor = runs.flatMap(({ processorMicroseconds }) => processorMicroseconds ?? []);
    return {
      name: target.name,
      requestsPerSecond: median(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
      p50: median(runs.map(({ p50 }) => p50)),
      p99: median(runs.map(({ p99 }) => p99)),
      processorMicroseconds: processor.length > 0 ? median(processor) : undefined,
    };
  });
  return { name, seconds, rounds, connections, measured };
}
