import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { inspectSettings } from '../../src/settings/read.ts';
import type { Mode } from '../../src/settings/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'assistd-secrets-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function inspect(text: string, { rights = 0o600, mode = 'serve' as Mode, environment = {} } = {}) {
  const file = join(folder, 'assistd.config.json');
  writeFileSync(file, text);
  chmodSync(file, rights);
  const { problems } = inspectSettings(mode, { file, environment, flags: {} });
  return problems.map(({ setting, source, problem }) => `${setting} (${source}): ${problem}`).join('\n');
}

describe('a settings file that others can read', () => {
  const secrets: [string, unknown][] = [
    ['masterKeys', [{ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') }]],
    ['masterKeys', `k1:${Buffer.alloc(32, 7).toString('base64')}`],
    ['connectors', [{ product: 'teamviewer', clientId: 'a', clientSecret: 'b' }]],
    ['database', 'postgres://assistd:word@db.example/assistd'],
    ['databaseMigrationUrl', 'postgresql://db.example/assistd?user=a&password=word'],
  ];
  for (const [name, value] of secrets) {
    test(`is refused with ${name} in it: ${typeof value === 'string' ? 'text' : 'list'}`, { skip: isWindows() }, () => {
      const text = JSON.stringify({ [name]: value });
      for (const rights of [0o644, 0o604, 0o666]) {
        assert.match(inspect(text, { rights }), new RegExp(`^${name} .*others can read .*chmod 600`, 'm'));
      }
      assert.doesNotMatch(inspect(text, { rights: 0o600 }), /others can read/);
      assert.doesNotMatch(inspect(text, { rights: 0o644, mode: 'dev' }), /others can read/);
    });
  }

  test('is taken without a secret in it', () => {
    const text = JSON.stringify({ port: 1, connectors: [], database: 'postgres://assistd@db.example:5432/assistd' });
    assert.doesNotMatch(inspect(text, { rights: 0o644 }), /others can read/);
  });

  test('is refused as well where a variable names it', { skip: isWindows() }, () => {
    const file = join(folder, 'connectors.json');
    writeFileSync(file, JSON.stringify([{ product: 'teamviewer', clientId: 'a', clientSecret: 'b' }]), { mode: 0o644 });
    const told = inspect('{}', { environment: { ASSISTD_CONNECTORS_FILE: file } });
    assert.match(told, /^connectors \(ASSISTD_CONNECTORS_FILE\): others can read/m);
  });
});

describe('a settings file that is no JSON', () => {
  const key = 'hunter2-hunter2-hunter2';
  const broken: [string, RegExp][] = [
    [`{\n  "clientSecret": ${key}\n}`, /is no JSON: look at line 2/],
    [`{"clientSecret": "${key}" "x": 1}`, /look at line 1 column/],
    [`{"clientSecret": '${key}'}`, /look at line 1/],
    [`{\n"a": 1,\n"clientSecret": "${key}",,\n}`, /look at line 3 column/],
    [`{"clientSecret": "${key}`, /look at line 1/],
    [`{"clientSecret": "${key}"`, /look at line 1/],
    [`k1:${key}`, /look at line 1/],
    [`{"${key}": {`, /is no JSON: (look at|it ends too early)/],
    ['', /it ends too early/],
  ];
  for (const [text, where] of broken) {
    test(`is told by its place, without quoting it: ${JSON.stringify(text)}`, () => {
      const told = inspect(text);
      assert.match(told, where);
      for (let at = 0; at + 4 <= key.length; at++) assert(!told.includes(key.slice(at, at + 4)), told);
    });
  }
});

function isWindows(): boolean {
  return process.platform === 'win32';
}
