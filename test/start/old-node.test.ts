import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');

/** Has a program believe that it runs on the Node that Debian and Ubuntu brought last. */
const old = `data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
  Object.defineProperty(process, 'version', { value: 'v20.20.2' });`)}`;

for (const entry of ['src/main.js', 'src/dev/entry.js', 'tools/start.js']) {
  test(`on an older Node ${entry} says in one sentence which it needs`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, join(root, entry), 'dev'], {
      encoding: 'utf8',
      cwd: root,
    });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^(.*Error: )?assistd needs Node 24 or newer; this is v20\.20\.2$/m);
    assert.doesNotMatch(stderr, /SyntaxError|does not provide an export/);
  });
}
