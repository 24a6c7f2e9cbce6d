import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';

/** Passes when it is run a second time in `folder`. */
const lucky = `import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
test('is lucky', () => {
  if (existsSync(import.meta.filename + '.ran')) return;
  writeFileSync(import.meta.filename + '.ran', '');
  throw new Error('no luck');
});
test('is steady', () => {});
`;
const broken = `import { test } from 'node:test';\ntest('is broken', () => { throw new Error('always'); });\n`;

/** Runs test files as \`npm test\` does. */
function ran(files: Readonly<Record<string, string>>, again: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-test-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const names = Object.keys(files).filter((name) => name.includes('.test.'));
    const attempts = JSON.stringify(import.meta.resolve('../harness/attempts.ts'));
    const options = JSON.stringify({ files: names, cwd: folder });
    const program = join(folder, 'run.mjs');
    const text = `const { runFiles, testProcess } = await import(${attempts});
process.exitCode = (await runFiles({ ...${options}, execArgv: testProcess }, ${again})) ? 0 : 1;`;
    writeFileSync(program, text);
    // A runner inside a test would run nothing.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout } = spawnSync(process.execPath, [program], { cwd: folder, env, encoding: 'utf8' });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

suite('a test that failed, where failures run once more', () => {
  test('is named, and its file runs again', () => {
    const { status, stdout } = ran({ 'a.test.mjs': lucky }, true);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /hangs on luck: mend it\.\n.*a\.test\.mjs:3 is lucky\n/);
    assert.match(stdout.slice(stdout.indexOf('hangs on luck')), /tests 2\n(?:.*\n)*.*pass 2\n/);
  });

  test('fails the run when it fails again, and by hand at once', () => {
    assert.equal(ran({ 'a.test.mjs': lucky, 'b.test.mjs': broken }, true).status, 1);
    const { status, stdout } = ran({ 'a.test.mjs': lucky }, false);
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /once more/);
  });

  test('is told from the same on another database, which passed', () => {
    const shared = `import { suite } from 'node:test';
export const onEach = (hows, define) => hows.map((how) => suite('on ' + how, () => define(how)));
`;
    const using = (how: string) => `import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { onEach } from './shared.mjs';
onEach(['${how}', 'steady'], (how) => test('works', () => {
  if (how === 'steady' || (how === 'lucky' && existsSync('ran'))) return;
  writeFileSync('ran', '');
  throw new Error(how);
}));
`;
    for (const [how, status] of [
      ['lucky', 0],
      ['broken', 1],
    ] as const) {
      const told = ran({ 'shared.mjs': shared, 'a.test.mjs': using(how) }, true);
      assert.equal(told.status, status, told.stdout);
    }
  });

  test('fails the run when its file ended before its tests', () => {
    assert.equal(ran({ 'a.test.mjs': 'process.exit(3);\n' }, true).status, 1);
  });
});

test('a failure that nobody catches is of the test that it comes from, wherever that has got to', () => {
  const uncaught = `import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
test('throws later', async () => { await null; setTimeout(() => { throw new Error('no'); }, 1); await sleep(50); });
test('rejects later', async () => { await fetch('data:,x'); void Promise.reject(new Error('no')); await sleep(50); });
test('would wait for ever', () => new Promise(() => setTimeout(() => { throw new Error('no'); }, 1)));
test('passes', () => sleep(1));
`;
  const { status, stdout } = ran({ 'a.test.mjs': uncaught }, false);
  assert.equal(status, 1);
  for (const name of ['throws later', 'rejects later', 'would wait for ever'])
    assert.match(stdout, new RegExp(`✖ ${name}`));
  assert.match(stdout, /✔ passes/);
});
