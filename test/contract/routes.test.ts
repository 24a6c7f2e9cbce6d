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
}
