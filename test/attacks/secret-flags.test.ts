import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newKey, startOutside } from '../harness/outside.ts';
import { runServe } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

test('assistd serve warns of secrets in its flags, and does not repeat them', async () => {
  await using outside = await startOutside();
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify(outside.settings), { mode: 0o600 });
  const key = newKey();
  const started = runServe(['--config', config, '--master-keys', `first:${key}`]);
  try {
    await waitFor('the warning', () => started.stderr().includes('can read flags'));
    assert.match(started.stderr(), /"flags":\["masterKeys"\]/);
    assert.ok(!started.stderr().includes(key));
  } finally {
    started.process.kill('SIGTERM');
    await started.gone;
  }
});
