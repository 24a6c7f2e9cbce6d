import type { Comparison, Measured } from './compare.ts';

/** What is to be reached, beside what the first release had and what cannot be passed. */
export interface Goal {
  readonly what: string;
  readonly firstRelease: number;
  readonly goal: number;
  readonly limit: string;
  /** More is better, but for milliseconds. */
  readonly better: 'more' | 'less';
  /** Below, or above, which `npm run bench:quick` fails: what a noisy machine makes of a good one. */
  readonly alarm: number;
  readonly of: (comparisons: ReadonlyMap<string, Comparison>) => number | undefined;
}

export const names = {
  get: 'GET …/{id}',
  disconnect: 'POST …/{id}/disconnect',
  page: 'GET …/managedDevices, a page of 1,000',
} as const;

const assistd = (comparison: Comparison | undefined): Measured | undefined =>
  comparison?.measured.find(({ name }) => name === 'assistd');

/** How much of the processor time of a request of ours a bare server takes, and so how much of its requests we could serve at most. */
const processorShare = (name: string) => (comparisons: ReadonlyMap<string, Comparison>) => {
  const [bare] = comparisons.get(name)?.measured ?? [];
  const ours = assistd(comparisons.get(name))?.processorMicroseconds;
  return ours && bare?.processorMicroseconds && bare.processorMicroseconds / ours;
};

const rate = (name: string) => (comparisons: ReadonlyMap<string, Comparison>) => {
  const [bare] = comparisons.get(name)?.measured ?? [];
  const ours = assistd(comparisons.get(name))?.requestsPerSecond;
  return ours && bare && ours / bare.requestsPerSecond;
};

export const goals: readonly Goal[] = [
  {
    what: 'GET, requests/s of bare node:http',
    firstRelease: 0.23,
    goal: 0.5,
    limit: '1.0',
    better: 'more',
    alarm: 0.2,
    of: rate(names.get),
  },
  {
    what: 'GET, processor time of bare node:http',
    firstRelease: 0.22,
    goal: 0.5,
    limit: '1.0',
    better: 'more',
    alarm: 0.2,
    of: processorShare(names.get),
  },
  {
    what: 'disconnect, requests/s of bare node:http',
    firstRelease: 0.06,
    goal: 0.15,
    limit: '0.18, without a disk',
    better: 'more',
    alarm: 0.06,
    of: rate(names.disconnect),
  },
  {
    what: 'disconnect, processor time of bare node:http',
    firstRelease: 0.06,
    goal: 0.15,
    limit: '0.18, without a disk',
    better: 'more',
    alarm: 0.05,
    of: processorShare(names.disconnect),
  },
  {
    what: 'a page of 1,000 devices by HTTP, ms of processor time',
    firstRelease: 40,
    goal: 9,
    limit: '5.2, SQLite alone',
    better: 'less',
    alarm: 20,
    of: (comparisons) => {
      const microseconds = assistd(comparisons.get(names.page))?.processorMicroseconds;
      return microseconds && microseconds / 1000;
    },
  },
];

export function isReached(value: number, { goal, better }: Goal): boolean {
  return better === 'more' ? value >= goal : value <= goal;
}

export function isAlarming(value: number, { alarm, better }: Goal): boolean {
  return better === 'more' ? value < alarm : value > alarm;
}
