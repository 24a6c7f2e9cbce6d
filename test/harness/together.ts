import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a file says when it needs a process of its own: it measures its process, changes it for all that follow, or takes minutes. */
const alone =
  /process\.(memoryUsage|cpuUsage|argv)|globalThis|performance\.|^(const|let) \w+ = (?!async).*\bawait |'npm'/m;
const inBrowser = /console\/(browser|stage)|\.\/(browser|stage)\.ts/;

export interface Together extends Disposable {
  /** What to run: files as they were given, and in the place of many that can share a process, one that imports them. */
  readonly files: readonly string[];
}

/**
 * Puts test files that leave their process as it was into few processes: each costs half a second of CPU to load the service, and what
 * one has made fast is fast for the next. Those in a browser share that as well: one takes a second to start, and to compile the console.
 */
export function together(
  files: readonly string[],
  root: string,
  processes: { browser: number; others: number },
): Together {
  const kindOf = (file: string) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    return alone.test(text) ? 'alone' : inBrowser.test(text) ? 'browser' : 'others';
  };
  const kinds = Map.groupBy(files, kindOf);
  const folder = mkdtempSync(join(tmpdir(), 'assistd-tests-'));
  const groupsOf = (kind: 'browser' | 'others') => {
    const sharing = kinds.get(kind) ?? [];
    return Array.from({ length: Math.min(processes[kind], sharing.length) }, (_, index) => {
      const group = join(folder, `${kind}-${index + 1}.test.mjs`);
      const members = sharing.filter((_, position) => position % processes[kind] === index);
      writeFileSync(group, groupOf(members, root, kind === 'browser'));
      return group;
    });
  };
  const [browser, others] = [groupsOf('browser'), groupsOf('others')];
  // What waits runs beside what computes.
  const each = Math.ceil(others.length / Math.max(1, browser.length));
  const mixed = browser.flatMap((group, index) => [group, ...others.slice(index * each, (index + 1) * each)]);
  return {
    files: [...(browser.length > 0 ? mixed : others), ...(kinds.get('alone') ?? [])],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A module that runs each file as a suite of that name, so that what a file does before and after its tests is done for them alone. */
function groupOf(members: readonly string[], root: string, withBrowser: boolean): string {
  const address = (file: string) => JSON.stringify(pathToFileURL(resolve(root, file)).href);
  const suites = members.map(
    (file) => `suite(${JSON.stringify(file)}, async () => void (await import(${address(file)})));\n`,
  );
  const kept = `import { useBrowser } from ${address('test/console/browser.ts')};
const kept = await useBrowser();
after(() => kept[Symbol.asyncDispose]());
`;
  return `import { after, suite } from 'node:test';\n${withBrowser ? kept : ''}${suites.join('')}`;
}
