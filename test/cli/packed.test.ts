import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bundleInto } from '../../tools/bundle.ts';
import { installPackages } from '../../tools/packages.ts';

describe('the packed program keeps the functions that a service compiled until its first answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-packed-'));
  const kept = () => globSync('compiled/*/assistd-*', { cwd: folder }).map((name) => join(folder, name));
  let main = process.env.TEST_MAIN ?? '';

  before(async () => {
    if (main !== '') return;
    // This file runs alone.
    installPackages('tools');
    const bundled = join(import.meta.dirname, '../../dist-test');
    await bundleInto(bundled);
    main = join(bundled, 'main.js');
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function start(flags: readonly string[], ...words: readonly string[]) {
    const fixed = ['dev', '--port', '0', '--quiet', '--data-folder', join(folder, 'data')];
    return spawn(process.execPath, [...flags, main, ...fixed, ...words], {
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** Starts `assistd dev`, asks it once, and stops it. */
  async function answered(...flags: readonly string[]): Promise<void> {
    const program = start(flags);
    const exited = once(program, 'exit');
    let printed = '';
    for await (const text of program.stdout.setEncoding('utf8')) {
      printed += text;
      if (printed.includes('/sandbox/grants\n')) break;
    }
    const [, origin] = /Graph +(\S+)\/v1\.0/.exec(printed) ?? [];
    assert.equal((await fetch(`${origin}/v1.0/`)).status, 200);
    program.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  }

  it('not where none was asked for, nor where Node reads the source maps', async () => {
    assert.deepEqual(await once(start([], '--exec', 'exit 0'), 'exit'), [0, null]);
    assert.deepEqual(kept(), []);
    await answered('--enable-source-maps');
    assert.deepEqual(kept(), []);
  });

  it('the next start takes them all, and writes nothing', async () => {
    await answered();
    const [file = '', ...others] = kept();
    assert.deepEqual(others, []);
    const written = statSync(file);
    assert.equal(written.mode & 0o077, 0);
    await answered();
    assert.equal(statSync(file).ino, written.ino);
  });

  it('what is damaged, cut short or nonsense is not taken, and replaced', async () => {
    const [file = ''] = kept();
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
    for (const wrong of [flipped, whole.subarray(0, whole.length >> 1), Buffer.from('nonsense'), Buffer.alloc(0)]) {
      writeFileSync(file, wrong);
      await answered();
      assert.ok(readFileSync(file).length > whole.length / 2);
      assert.notDeepEqual(readFileSync(file), wrong);
    }
  });
});
