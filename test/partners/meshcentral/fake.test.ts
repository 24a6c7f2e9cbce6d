import { test } from 'node:test';
import { holds } from './contract.ts';
import { startFake } from './fake.ts';

test('the fake MeshCentral is held to what the real one does', async (t) => {
  await using stage = await startFake();
  await holds(t, stage);
});
