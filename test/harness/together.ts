import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What a file says when it needs a process of its own: it looks at its process, ends it, measures it, starts others, or has a hook for
 * every test of it.
 */
const alone =
  /process\.|globalThis|performance\.|child_process|worker_threads|serve-process|serve-here|runServe|browser|Browser|playwright|program\.ts|stepped-clock|^(before|after)(Each)?\(|^(const|let) .*await /m;

export interface Together extends Disposable {
  /** What to run: files as they were given, and in the place of many that can share a process, one that imports them. */
  readonly files: readonly string[];
}

/**
 * Puts test files that leave their process as it was into few processes: each costs half a second of CPU to load the service, and what
 * one has made fast is fast for the next.
 */
export function together(files: readonly string[], root: string, processes: number): Together {
  const sharing = files.filter((file) => !alone.test(readFileSync(resolve(root, file), 'utf8')));
  const folder = mkdtempSync(join(tmpdir(), 'assistd-tests-'));
  const groups = Array.from({ length: Math.min(processes, sharing.length) }, (_, index) => {
    const members = sharing.filter((_, position) => position % processes === index);
    const group = join(folder, `together-${index + 1}.test.mjs`);
    writeFileSync(
      group,
      members.map((file) => `import ${JSON.stringify(pathToFileURL(resolve(root, file)).href)};\n`).join(''),
    );
    return group;
  });
  return {
    files: [...groups, ...files.filter((file) => !sharing.includes(file))],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
