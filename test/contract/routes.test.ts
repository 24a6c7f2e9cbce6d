import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionNames } from '../../src/model/versions.ts';
import { createRouter } from '../../src/odata/route.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { wholeModel } from './whole-model.ts';

for (const version of versionNames) {
  test(`${version}: every address of the contract is routed to its operation, under the permissions that the contract tells`, () => {
    const route = createRouter(wholeModel);
    for (const { name, method, address, permission, keyed } of servedOperations(wholeModel, version)) {
      const path = address.replaceAll(/\{(\w+)\}/g, 'the-$1');
      const match = route(method, `/${version}${path}`);
      assert.ok('operation' in match, address);
      assert.equal(match.operation, name, `${method} ${address}`);
      assert.deepEqual(match.permission, permission, `${method} ${address}`);
      const key = address.includes('{deviceRunState}') ? 'the-deviceRunState' : keyed ? 'the-id' : undefined;
      assert.equal(match.key, key, `${method} ${address}`);
    }
  });

  test(`${version}: what stands for each key of a path is told under the name that the path gives it`, () => {
    const route = createRouter(wholeModel);
    for (const { method, address, path } of servedOperations(wholeModel, version)) {
      const match = route(method, `/${version}${address.replaceAll(/\{(\w+)\}/g, 'the-$1')}`);
      assert.ok('operation' in match, address);
      const names = [...path.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(match.pathParameters, Object.fromEntries(names.map((name) => [name, `the-${name}`])), address);
    }
  });

  test(`${version}: what can be listed can be counted, and only be read`, () => {
    const route = createRouter(wholeModel);
    for (const { name, kind, address } of servedOperations(wholeModel, version)) {
      if (kind !== 'list') continue;
      const path = `/${version}${address.replaceAll(/\{(\w+)\}/g, 'the-$1')}/$count`;
      const match = route('GET', path);
      assert.ok('operation' in match, address);
      assert.deepEqual([match.operation, match.kind], [name, 'count']);
      assert.throws(() => route('POST', path), { kind: 'routeMissing' });
    }
  });
}
