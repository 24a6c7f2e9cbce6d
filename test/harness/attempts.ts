import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { waitFor } from './wait-for.ts';

type RunOptions = NonNullable<Parameters<typeof run>[0]>;

interface Ended {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly details: { readonly passed_on_attempt?: number | undefined };
}

/** More than these are no bad luck. */
const mostUnlucky = 20;

/**
 * Runs test files, and where `again` says so once more the few tests that failed: each is named, because one that passes then hangs on
 * luck, which is a fault. Node's own runner does not run again what passed before; below suites that did, it does not count
 * the tests again either, so the first summary is the one of all.
 *
 * @returns whether every test passed in the end
 */
export async function runFiles(options: RunOptions, again: boolean): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-attempts-'));
  // The runner writes it after its last event, and is not to find it gone.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'attempts.json');
  const kept = { ...options, rerunFailuresFilePath: file };

  const { failed } = await attempt(kept);
  if (failed.size === 0) return true;
  if (!again || failed.size > mostUnlucky) return false;
  console.log('\nThese failed, and are run once more. Whatever passes now hangs on luck: mend it.');
  console.log(`${[...failed].join('\n')}\n`);
  await waitFor('the list of what passed', () => isWhole(file));
  const second = await attempt(kept);
  if (second.failed.size > 0) return false;
  // The runner knows tests by their lines, which two may share: what is to count as passed has run.
  const missed = [...failed].filter((test) => !second.ran.has(test));
  if (missed.length > 0) console.log(`\nThese failed, and were not run again:\n${missed.join('\n')}`);
  return missed.length === 0;
}

function isWhole(file: string): boolean {
  try {
    return Array.isArray(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return false;
  }
}

async function attempt(options: RunOptions) {
  const failed = new Set<string>();
  const ran = new Set<string>();
  const tests = run(options);
  tests.on('test:fail', (test: Ended) => failed.add(nameOf(test)));
  tests.on('test:pass', (test: Ended) => {
    if (test.details.passed_on_attempt === undefined) ran.add(nameOf(test));
  });
  await pipeline(tests.compose(new spec()), process.stdout, { end: false });
  return { failed, ran };
}

function nameOf({ file, line, name }: Ended): string {
  return `${file ?? ''}:${line ?? ''} ${name}`;
}
