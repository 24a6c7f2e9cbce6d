import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { start } from '../../src/dev/start.ts';
import { snippetsOf } from '../package/snippets.ts';

const snippets = snippetsOf('docs/guide/testing.md');

describe('docs/guide/testing.md', () => {
  it('shows a seed that can be planted', async () => {
    const seed = snippets.find(({ file }) => file === 'tenants.json');
    await using assistd = await start({ seed: JSON.parse(seed?.code ?? '') });
    assert.equal(assistd.sandbox.grants[0]?.account.email, 'help@contoso.example');
    assert.ok(await assistd.token({ application: '3b9f3c1e-6a52-4bb4-9d55-0f4f5b1f7c11', tenant: 'contoso.example' }));
  });

  it('shows lines for the control address that work', async (t) => {
    const lines = snippets.find(({ code }) => code.startsWith('A=http://localhost:8400/_assistd'));
    const folder = mkdtempSync(join(tmpdir(), 'assistd-guide-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    await using assistd = await start();
    const script = (lines?.code ?? '').replace('http://localhost:8400', assistd.origin);
    assert.match(script, /^curl -sf -X POST \$A\/reset$/m);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
    assert.match(stdout, /"revokedBy"|"grants":\[\{/);
  });
});
