import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortened } from '../../console/src/text/shortened.ts';

test('a name that is too long ends with a whole letter or sign', () => {
  assert.equal(shortened('Contoso', 7), 'Contoso');
  assert.equal(shortened('Contoso', 3), 'Con…');
  // A family is one sign of eight code units and three joiners; हि a letter with its vowel.
  assert.equal(shortened('ab👩‍👩‍👧cd', 4), 'ab…');
  assert.equal(shortened('a🎧b', 2), 'a…');
  assert.equal(shortened('हिन्दी', 1), 'ह…');
  assert.equal(shortened(`e${'\u0301'.repeat(300)}`, 64).length, 65);
  for (let most = 1; most < 30; most++) {
    assert.ok(shortened('👨🏽‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿שלום मराठी 漢字🎧'.repeat(3), most).isWellFormed(), `${most}`);
  }
});
