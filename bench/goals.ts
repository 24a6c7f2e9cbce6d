import type { Comparison, Measured } from './compare.ts';

/** What one run has measured; what it left out is missing. */
export interface Run {
  readonly comparisons: readonly Comparison[];
  /** Of the packed program, to its first 204, in milliseconds. */
  readonly firstAnswerMs?: number;
  /** Resident after the first answer and after the load, MiB. */
  readonly idleMebibytes?: number | undefined;
  readonly loadedMebibytes?: number | undefined;
  /** Processor time of a device that is taken in, microseconds: into an empty organisation, and into one that is about to have a million. */
  readonly importMicroseconds?: readonly [first: number, last: number];
}

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
  readonly of: (run: Run) => number | undefined;
}

export const names = {
  get: 'GET …/{id}',
  disconnect: 'POST …/{id}/disconnect',
  page: 'GET …/managedDevices, a page of 1,000',
} as const;

/** The bare server and ours. */
function pair({ comparisons }: Run, wanted: string): readonly [bare: Measured | undefined, ours: Measured | undefined] {
  const { measured = [] } = comparisons.find(({ name }) => name === wanted) ?? {};
  return [measured[0], measured.find(({ name }) => name === 'assistd')];
}

/** How much of the processor time of a request of ours a bare server takes, and so how much of its requests we could serve at most. */
const processorShare = (name: string) => (run: Run) => {
  const [bare, ours] = pair(run, name).map((each) => each?.processorMicroseconds);
  return bare && ours && bare / ours;
};

const rate = (name: string) => (run: Run) => {
  const [bare, ours] = pair(run, name).map((each) => each?.requestsPerSecond);
  return bare && ours && ours / bare;
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
    of: (run) => {
      const [, ours] = pair(run, names.page);
      return ours?.processorMicroseconds && ours.processorMicroseconds / 1000;
    },
  },
  {
    what: 'the packed program to its first 204, ms',
    firstRelease: 352,
    goal: 170,
    limit: '25, Node alone',
    better: 'less',
    alarm: 700,
    of: ({ firstAnswerMs }) => firstAnswerMs,
  },
  {
    what: 'resident after the first answer, MiB',
    firstRelease: 119,
    goal: 100,
    limit: '46, Node alone',
    better: 'less',
    alarm: 130,
    of: ({ idleMebibytes }) => idleMebibytes,
  },
  {
    what: 'resident after the load, MiB',
    firstRelease: 200,
    goal: 150,
    limit: '81, a bare server',
    better: 'less',
    alarm: 250,
    of: ({ loadedMebibytes }) => loadedMebibytes,
  },
  {
    what: 'import, µs of processor time for each of the first devices, in the store',
    firstRelease: 114,
    goal: 45,
    limit: '15, without indexes',
    better: 'less',
    alarm: 150,
    of: ({ importMicroseconds }) => importMicroseconds?.[0],
  },
  {
    what: 'import, the same for the last of a million',
    firstRelease: 252,
    goal: 45,
    limit: '',
    better: 'less',
    alarm: 250,
    of: ({ importMicroseconds }) => importMicroseconds?.[1],
  },
];

export function isReached(value: number, { goal, better }: Goal): boolean {
  return better === 'more' ? value >= goal : value <= goal;
}

export function isAlarming(value: number, { alarm, better }: Goal): boolean {
  return better === 'more' ? value < alarm : value > alarm;
}
