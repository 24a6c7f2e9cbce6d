import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a file says when it needs a process of its own: it measures its process, changes it for all that follow, or takes minutes. */
const alone =
  /process\.(memoryUsage|cpuUsage|argv)|globalThis|performance\.|^(const|let) \w+ = (?!async).*\bawait |'npm'/m;
const inBrowser = /console\/(browser|stage)|\.\/(browser|stage)\.ts/;

export interface Together extends Disposable {
  /** What to run, four at a time: files as they were given, and in the place of those that can share a process, the processes that do. */
  readonly files: readonly string[];
}

/**
 * Lets test files that leave their process as it was share four processes, each of which takes the next file when it is done with one: each
 * costs half a second of CPU to load the service, and what one has made fast is fast for the next. Two begin with those in a browser, which
 * takes a second to start, and to compile the console; one begins at the other end, so that there is always something that waits beside
 * what computes. The last takes the place of those that run alone, so that no core waits for any of them in the end.
 */
export function together(files: readonly string[], root: string): Together {
  const kindOf = (file: string) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    return alone.test(text) ? 'alone' : inBrowser.test(text) ? 'browser' : 'others';
  };
  const { alone: single = [], browser = [], others = [] } = Object.groupBy(files, kindOf);
  const folder = mkdtempSync(join(tmpdir(), 'assistd-tests-'));
  const shared = [...browser, ...others].map((name, index) => ({
    name,
    address: pathToFileURL(resolve(root, name)).href,
    isInBrowser: index < browser.length,
    taken: join(folder, `${index}.taken`),
  }));
  const processes = [shared, shared, shared.toReversed(), shared]
    .slice(0, shared.length)
    .map((inOrder, index) => written(join(folder, `${index + 1}.test.mjs`), inOrder, root));
  return {
    files: [...processes.slice(0, 3), ...single, ...processes.slice(3)],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A module that runs each file as a suite of that name, so that what a file does before and after its tests is done for them alone. */
function written(module: string, files: readonly object[], root: string): string {
  const text = `import { runShared } from ${JSON.stringify(pathToFileURL(join(root, 'test/harness/shared-process.ts')).href)};
await runShared(${JSON.stringify(files)});
`;
  writeFileSync(module, text);
  return module;
}
