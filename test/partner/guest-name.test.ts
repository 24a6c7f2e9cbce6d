import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGuestName } from '../../src/partner/meshcentral/shares.ts';

test('a share is known by the name of its guest, as it was written before as well, and none that is not ours', () => {
  const known = { supporter: 'Adele Vance', tag: 'abcdefgh27' };
  assert.deepEqual(readGuestName('Adele Vance [abcdefgh27]'), known);
  assert.deepEqual(readGuestName('Adele Vance · abcdefgh27'), known);
  for (const foreign of [
    'Adele Vance',
    'Adele Vance abcdefgh27',
    'Adele [abcdefgh2]',
    'x [ABCDEFGH27]',
    '',
    undefined,
  ]) {
    assert.equal(readGuestName(foreign), undefined, String(foreign));
  }
});
