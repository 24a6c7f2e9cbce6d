import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

type RunOptions = NonNullable<Parameters<typeof run>[0]> & { readonly files: readonly string[]; readonly cwd: string };

interface Ended {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * How Node starts a process of tests. Helpers that collect garbage beside it only take the processor from the others; and following every promise
 * (`promises-untracked.ts`) is much of what a process of many requests does.
 */
export const testProcess = ['--single-threaded-gc', '--import', import.meta.resolve('./promises-untracked.ts')];

/** More than these are no bad luck. */
const mostUnlucky = 20;

/**
 * Runs test files, and where `again` says so the few that failed once more, each whole and in a process of its own: what failed is named, because
 * what passes then hangs on luck, which is a fault. Node's own way of running failures again knows a test by its line, which both databases share.
 *
 * @param sources the files that `options.files` are made of, where many share a process: below that each is a suite of its name
 * @returns whether every test passed in the end
 */
export async function runFiles(
  options: RunOptions,
  again: boolean,
  sources: readonly string[] = options.files,
): Promise<boolean> {
  const { failed } = await attempt(options);
  if (failed.length === 0) return true;
  if (!again || failed.length > mostUnlucky) return false;
  const pathOf = (source: string) => resolve(options.cwd, source);
  const isOf = (source: string) => (test: Ended) => test.name === source || test.file === pathOf(source);
  const files = sources.filter((source) => failed.some(isOf(source)));
  const tests = failed.filter(({ name }) => !sources.includes(name));
  console.log('\nThese failed, and their files are run once more. Whatever passes now hangs on luck: mend it.');
  console.log(`${tests.map(nameOf).join('\n')}\n${files.join('\n')}\n`);
  if (files.length === 0) return false;
  const second = await attempt({ ...options, files, concurrency: 1 });
  if (second.failed.length > 0) return false;
  const known = sources.map(pathOf);
  const missed = tests.filter((test) => known.includes(test.file ?? '') && !second.ran.has(nameOf(test)));
  if (missed.length > 0) console.log(`\nThese failed, and were not run again:\n${missed.map(nameOf).join('\n')}`);
  return missed.length === 0;
}

async function attempt(options: RunOptions) {
  const failed: Ended[] = [];
  const ran = new Set<string>();
  const tests = run(options);
  tests.on('test:fail', (test: Ended) => failed.push(test));
  tests.on('test:pass', (test: Ended) => ran.add(nameOf(test)));
  await pipeline(tests.compose(new spec()), process.stdout, { end: false });
  return { failed, ran };
}

function nameOf({ file, line, name }: Ended): string {
  return `${file ?? ''}:${line ?? ''} ${name}`;
}
