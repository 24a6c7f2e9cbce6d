import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

/** Builds in the one folder that there is, as Vite does, and is done when the file `go` is there. */
const build = `import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
mkdirSync('console/.made');
while (!existsSync('go')) await setTimeout(20);
rmdirSync('console/.made');
mkdirSync('console/dist', { recursive: true });
writeFileSync('console/dist/index.html', '');
`;

test('npm pack beside npm start waits for the console that is being built, also after an npm ci, and takes it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const each of ['tools', 'console', 'node_modules']) mkdirSync(join(folder, each));
  for (const each of ['build-console.ts', 'packages.ts']) {
    copyFileSync(join(import.meta.dirname, '../../tools', each), join(folder, 'tools', each));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'console/package.json'), '{"devDependencies":{}}');
  writeFileSync(join(folder, 'console/package-lock.json'), '{"packages":{}}');
  writeFileSync(join(folder, 'console/build.ts'), build);

  const said = async (program: ReturnType<typeof begin>, expected: string) => {
    assert.equal(String((await once(program.stderr, 'data'))[0]), expected);
  };
  const begin = () => {
    const program = spawn(process.execPath, ['tools/build-console.ts', '--if-stale'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    return Object.assign(program, { ended: once(program, 'exit') });
  };
  const first = begin();
  await said(first, 'Building the console ...\n');
  rmSync(join(folder, 'node_modules'), { recursive: true });
  const second = begin();
  await said(second, 'Another process is at it (npm start, in another terminal?): waiting ...\n');
  writeFileSync(join(folder, 'go'), '');
  assert.deepEqual(await Promise.all([first.ended, second.ended]), [
    [0, null],
    [0, null],
  ]);
});
