import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Resource } from '../../src/edm/operation.ts';
import { documentedLimits } from '../../src/model/throttling.ts';
import { versionNames } from '../../src/model/versions.ts';
import { wholeModel } from './whole-model.ts';

const root = join(import.meta.dirname, '../../src');

test('the protocol names no entity, operation, version or workload of the model', () => {
  const resources: readonly (readonly [string, Resource])[] = Object.entries(wholeModel);
  const declared = resources.flatMap(([name, { type, paths, actions, functions }]) => [
    ...[name, type.name, ...Object.keys(actions), ...Object.keys(functions)],
    ...paths.flatMap(({ path }) => path.split('/')),
  ]);
  // A name of several words is nobody else's; one of a single word is looked for in quotes.
  const names = new Set([...declared, ...Object.keys(documentedLimits)].filter((name) => /^[a-z]+[A-Z]/.test(name)));
  const quoted = new Set([...versionNames, ...declared].filter((name) => !names.has(name)).map((name) => `'${name}'`));
  assert.ok(names.has('managedDevices') && names.has('remoteAssistance') && quoted.has("'sessions'"));
  const files = globSync('{edm,odata}/*.ts', { cwd: root });
  assert.ok(files.length > 20);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const name of names) assert.ok(!new RegExp(`\\b${name}\\b`).test(text), `${file}: ${name}`);
    for (const name of quoted) assert.ok(!text.includes(name), `${file}: ${name}`);
  }
});
