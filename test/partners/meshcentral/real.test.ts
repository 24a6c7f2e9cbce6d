import { test } from 'node:test';
import { holds } from './contract.ts';
import { startReal } from './real.ts';

test('the real MeshCentral and its real agent', async (t) => {
  await using stage = await startReal();
  if (!stage) return t.skip('MeshCentral cannot be installed from npm here, or has no agent for this machine');
  await holds(t, stage);
});
