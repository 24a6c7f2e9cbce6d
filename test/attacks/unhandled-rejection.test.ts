import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

test('a promise that is rejected where nobody minds is logged, and assistd serve serves on', async () => {
  await using outside = await startOutside();
  const now = join(outside.folder, 'now');
  const mistake = join(outside.folder, 'mistake.mjs');
  writeFileSync(
    mistake,
    `import { existsSync } from 'node:fs';
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(now)})) return;
      clearInterval(timer);
      Promise.reject(new Error('nobody minds'));
    }, 10);
    timer.unref();`,
  );
  await using service = await serveProcess(outside, {}, { NODE_OPTIONS: `--import=${pathToFileURL(mistake).href}` });
  writeFileSync(now, '');
  await waitFor('the failure to be logged', () => service.stderr().includes('nobody minds'));
  assert.match(service.stderr(), /"msg":"a failure was not handled; please report it"/);
  assert.equal((await fetch(`${service.origin}/health/ready`)).status, 200);
});
