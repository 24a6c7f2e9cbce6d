import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readSettings } from '../../src/settings/read.ts';
import { snippetsOf } from '../package/snippets.ts';

function validator(file: string) {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../contract', file), 'utf8'));
  return new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
}

test('the schema of a seed takes what the guide shows, and no name that is none', () => {
  const valid = validator('seed.schema.json');
  const { code = '' } = snippetsOf('docs/guide/testing.md').find(({ file }) => file === 'tenants.json') ?? {};
  const seed = JSON.parse(code);
  assert.ok(valid({ $schema: 'seed.schema.json', ...seed }), JSON.stringify(valid.errors));
  assert.ok(!valid({ tenants: [{ domain: 'contoso.example', user: [] }] }));
});

test('the schema of the settings takes settings, and a file that names it is read', () => {
  const valid = validator('settings.schema.json');
  const content = { $schema: 'settings.schema.json', port: 8401, permissions: 'current', sessionLifetime: '2h' };
  assert.ok(valid(content), JSON.stringify(valid.errors));
  assert.ok(!valid({ prot: 8401 }));
  assert.ok(!valid({ permissions: 'newest' }));
  const file = join(tmpdir(), `assistd-${process.pid}-settings.json`);
  writeFileSync(file, JSON.stringify(content));
  assert.equal(readSettings('dev', { file, environment: {}, flags: {} }).port, 8401);
});
