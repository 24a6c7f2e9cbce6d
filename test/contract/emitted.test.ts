import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { failures } from '../../src/model/failures.ts';
import { contractFiles, emittedFolders, staleFiles } from '../../tools/contract/contract.ts';
import { emitFailures } from '../../tools/contract/failures.ts';
import { emitOperations } from '../../tools/contract/operations.ts';
import { emitPermissions } from '../../tools/contract/permissions.ts';
import { wholeModel } from './whole-model.ts';

const root = join(import.meta.dirname, '..', '..');

test('contract/, docs/commands/ and docs/reference/ are what the sources say', () => {
  const stale = emittedFolders.flatMap(({ folder, files }) => staleFiles(join(root, folder), files));
  assert.deepEqual(stale, [], 'run `npm run emit` and commit the difference');
});

test('emitting twice gives the same text', () => {
  for (const { file, make } of contractFiles) assert.equal(make(), make(), file);
});

test('a file that is missing, differs, or is made by nothing is named', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-contract-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const made = (text: string) => () => text;
  writeFileSync(join(folder, 'same.md'), 'same');
  writeFileSync(join(folder, 'old.md'), 'old');
  writeFileSync(join(folder, 'stray.md'), '');
  const files = [
    { file: 'same.md', make: made('same') },
    { file: 'old.md', make: made('new') },
    { file: 'gone.md', make: made('') },
  ];
  assert.deepEqual(staleFiles(folder, files), [
    'old.md is not what the sources say',
    'gone.md is missing',
    'stray.md is made by nothing in tools/contract/contract.ts',
  ]);
});

test('the emit command checks without writing, and ends well when all is current', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, [
    join(root, 'tools', 'contract', 'emit.ts'),
    '--check',
  ]);
  assert.equal(stderr, '');
});

test('the failure table tells every failure, its parameters by name and no object in their place', () => {
  const table = emitFailures();
  for (const name of Object.keys(failures)) assert.ok(table.includes(`| \`${name}\` |`), name);
  assert.ok(table.includes("No {type} with the id '{id}' exists in this organisation."));
  assert.ok(table.includes('must have one of the following scopes: {accepted}'));
  assert.doesNotMatch(table, /\[object|undefined|NaN/);
});

test('the permission table says per generation and version who may', () => {
  const [documented = '', current = ''] = emitPermissions(wholeModel).split('## permissions = ').slice(1);
  const line = (section: string, version: string, request: string) =>
    section
      .split('### ')
      .find((part) => part.startsWith(`${version}\n`))
      ?.split('\n')
      .find((row) => row.startsWith(`| \`${request}\` |`));
  const assist = 'POST /deviceManagement/managedDevices/{id}/requestRemoteAssistance';
  assert.equal(
    line(documented, 'v1.0', assist),
    `| \`${assist}\` | \`DeviceManagementManagedDevices.ReadWrite.All\` | not supported |`,
  );
  assert.match(line(current, 'v1.0', assist) ?? '', /DeviceManagementConfiguration\.ReadWrite\.All` \| the same \|$/);
  assert.match(line(current, 'beta', 'GET /me/managedDevices') ?? '', /not supported \|$/);
  assert.equal(
    line(documented, 'assist', 'GET /sessions/{id}/supporterUrl()'),
    '| `GET /sessions/{id}/supporterUrl()` | `Assist.Operate.All` | the same |',
  );
});

test('the operation list has an operation under each of its addresses', () => {
  const list = emitOperations(wholeModel);
  for (const request of [
    'POST /v1.0/deviceManagement/managedDevices/{id}/requestRemoteAssistance',
    'POST /beta/deviceManagement/comanagedDevices/{id}/requestRemoteAssistance',
    'POST /v1.0/users/{user}/managedDevices/{id}/requestRemoteAssistance',
    'POST /v1.0/deviceManagement/detectedApps/{detectedApp}/managedDevices/{id}/requestRemoteAssistance',
    "GET /v1.0/deviceManagement/auditEvents/getAuditActivityTypes(category='{category}')",
    'GET /assist/auditEvents/verify()',
    'POST /assist/obligations/{id}/retry',
  ]) {
    assert.ok(list.includes(`\`${request}\``), request);
  }
  assert.ok(!list.includes('/v1.0/deviceManagement/comanagedDevices'));
  assert.ok(!list.includes('/assist/auditEvents/getAuditCategories'));
});
