import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SettingsInvalid } from '../../src/settings/problem.ts';
import { readSettings } from '../../src/settings/read.ts';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';

describe('assistd serve', () => {
  it('has no control address', async () => {
    await using outside = await startOutside();
    await using served = await serveProcess(outside);
    for (const path of ['/_assistd/snapshot', '/_assistd/requests', '/_assistd/', '//_assistd/snapshot']) {
      const { status } = await fetch(served.origin + path);
      assert.equal(status, 404, path);
    }
    for (const path of ['/_assistd/reset', '/_assistd/token', '/_assistd/seed']) {
      const { status } = await fetch(served.origin + path, { method: 'POST', body: '{}' });
      assert.equal(status, 404, path);
    }
  });

  it('refuses a seed', () => {
    assert.throws(
      () => readSettings('serve', { environment: {}, flags: { seed: 'tenants.json' } }),
      (error) =>
        error instanceof SettingsInvalid &&
        error.problems.some(({ setting, problem }) => setting === 'seed' && problem.includes('leave it out')),
    );
  });
});
