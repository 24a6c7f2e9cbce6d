import { after, test } from 'node:test';
import { conforms } from '../../partner/conformance/conforms.ts';
import { holds } from './contract.ts';
import { driverAt } from './driver.ts';
import { startReal } from './real.ts';
import { story } from './story.ts';

// One server for all of it: it takes 5 to 20 s to start.
const stage = await startReal();

if (stage) {
  after(() => stage[Symbol.asyncDispose]());
  test('the real MeshCentral and its real agent', (t) => holds(t, stage));
  conforms('the real MeshCentral', () => driverAt(stage));
  test('a session at the real MeshCentral', (t) => story(t, stage));
} else {
  const skip = 'MeshCentral cannot be installed from npm here, or has no agent for this machine';
  test('the real MeshCentral and its real agent', { skip }, () => {});
}
