import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { ColdStart } from './cold-start.ts';
import type { Comparison } from './compare.ts';
import { goals, isReached, type Run } from './goals.ts';

/** Resident memory at some moment; `undefined` where the system does not tell. */
export interface MemoryUse {
  readonly when: string;
  readonly mebibytes: number | undefined;
}

/** The page that `bench/RESULTS.md` is: when and where, and a table for each measurement. */
export function resultsPage(
  run: Run,
  coldStarts: readonly ColdStart[],
  date: Date,
  memory: readonly MemoryUse[],
): string {
  const sections = [
    '# Results',
    `Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}: ${machine()}.`,
    'Targets were loaded in turn, in one run; numbers are medians over the rounds. Ratios travel between machines, absolute numbers do not. ' +
      'Server and load have a core each; where other work takes these away, requests/s say little, and processor time a request more. ' +
      'What is behind the numbers: [where the time goes](where-the-time-goes.md).',
    goalsSection(run),
    ...run.comparisons.map(comparisonSection),
    ...(coldStarts.length > 0 ? [coldStartSection(coldStarts)] : []),
    ...(memory.length > 0 ? [memorySection(memory)] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What the numbers were measured on, and how busy it was. */
export function machine(): string {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${gibibytes} GiB, ${type()} ${release()}, Node ${process.version}, load average ${loadavg()[2]?.toFixed(1)} in the last quarter of an hour`;
}

function comparisonSection({ name, measured, rounds, seconds, connections }: Comparison): string {
  const base = measured[0]?.requestsPerSecond ?? Number.NaN;
  const rows = measured.map(({ name, requestsPerSecond, processorMicroseconds, p50, p99 }) => [
    name,
    String(Math.round(requestsPerSecond)),
    (requestsPerSecond / base).toFixed(2),
    processorMicroseconds === undefined ? '–' : processorMicroseconds.toFixed(0),
    p50.toFixed(2),
    p99.toFixed(2),
  ]);
  return [
    `## ${name}`,
    `${rounds} rounds of ${seconds} s each, ${connections} connections.`,
    table(['target', 'requests/s', 'ratio', 'CPU µs', 'p50 ms', 'p99 ms'], rows),
  ].join('\n\n');
}

/** What is to be reached, and whether it was in this run. */
export function goalsSection(run: Run): string {
  const rows = goals.flatMap((goal) => {
    const now = goal.of(run);
    if (now === undefined) return [];
    return [
      [
        goal.what,
        String(goal.firstRelease),
        now < 20 ? now.toFixed(2) : now.toFixed(0),
        String(goal.goal),
        isReached(now, goal) ? 'met' : 'not met',
        goal.limit,
      ],
    ];
  });
  const head = ['what', 'first release', 'now', 'goal', '', 'limit'];
  return `## Goals\n\n${table(head, rows, ['', 'limit'])}`;
}

function coldStartSection(coldStarts: readonly ColdStart[]): string {
  const rows = coldStarts.map(({ name, milliseconds, memory, rounds }) => [
    name,
    String(Math.round(milliseconds)),
    memory === undefined ? '–' : String(Math.round(memory)),
    String(rounds),
  ]);
  return `## Cold start\n\n${table(['command', 'ms to the first answer', 'memory MiB', 'rounds'], rows)}`;
}

function memorySection(memory: readonly MemoryUse[]): string {
  const rows = memory.map(({ when, mebibytes }) => [
    when,
    mebibytes === undefined ? '–' : String(Math.round(mebibytes)),
  ]);
  return `## Memory\n\n${table(['when', 'resident MiB'], rows)}`;
}

/** A Markdown table of numbers; the first column, and those named in `words`, hold words. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly string[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((title, index) => (index === 0 || words.includes(title) ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
