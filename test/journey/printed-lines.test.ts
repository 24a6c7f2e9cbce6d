import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';

test('the lines that assistd dev prints, pasted into a shell, connect a partner and disconnect it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-lines-'));
  const program = spawn(
    process.execPath,
    [main, 'dev', '--port', '0', '--data-folder', relative(process.cwd(), folder)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutSettings(),
    },
  );
  const exited = once(program, 'exit') as Promise<[number | null]>;
  try {
    let printed = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await waitFor('the last printed line', () => /sandbox\/grants\n$/.test(printed));

    const lines = printed.split('\n').filter((line) => /^ {2}(export (TOKEN|PARTNER)|curl|sleep)/.test(line));
    assert.equal(lines.length, 6);
    assert.match(printed, /NODE_EXTRA_CA_CERTS=\//, 'a client in any folder finds the file');
    const { stdout } = await promisify(execFile)('bash', ['-euc', lines.join('\n')], { env: withoutSettings() });

    assert.match(stdout, /Connected to TeamViewer/);
    assert.match(stdout, /^204$/m);
    assert.match(stdout, /"revokedBy":"client"/);
  } finally {
    program.kill('SIGTERM');
    const [code] = await exited;
    rmSync(folder, { recursive: true, force: true });
    assert.equal(code, 0, 'SIGTERM ends it in order');
  }
});

function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ASSISTD_')));
}
