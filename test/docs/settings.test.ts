import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSettings } from '../../src/settings/read.ts';
import { blocksOf } from './pages.ts';

test('the settings that the guide shows are ones that assistd serve starts with', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-settings-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const shown = blocksOf('docs/guide/settings.md').filter(({ language }) => language === 'json');
  const parts = shown.map(({ code }): object => JSON.parse(code));
  assert.ok(parts.length > 1);
  const file = join(folder, 'assistd.config.json');
  writeFileSync(file, JSON.stringify(Object.assign({}, ...parts)), { mode: 0o600 });
  const environment = { ASSISTD_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}` };
  assert.equal(readSettings('serve', { file, environment, flags: {} }).publicOrigin, 'https://assist.example.org');
});
