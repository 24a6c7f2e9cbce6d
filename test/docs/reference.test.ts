import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptions } from '../../tools/contract/reference/descriptions.ts';
import { failureMeanings } from '../../tools/contract/reference/failure-meanings.ts';
import { labels } from '../../tools/contract/reference/labels.ts';
import { referenceFiles } from '../../tools/contract/reference/pages.ts';
import { languages, type Text } from '../../tools/contract/reference/text.ts';
import { wordsIn } from '../../tools/contract/reference/words.ts';

const texts: readonly Text[] = [...descriptions.values(), ...Object.values(labels), ...Object.values(failureMeanings)];

test('every language has the same pages', () => {
  const [english, ...others] = languages.map((language) => referenceFiles(language).map(({ file }) => file));
  assert.equal(new Set(english).size, english?.length, 'two pages have one name');
  for (const other of others) assert.deepEqual(other, english);
});

test('a description without a translation stops the emit, and is named', () => {
  assert.throws(
    () => wordsIn('zh-CN').describe('The colour of the device.'),
    /no translation.*The colour of the device/,
  );
});

test('no translation is of a text that no page shows any more', () => {
  const english = referenceFiles('en')
    .map(({ make }) => make())
    .join('\n');
  assert.deepEqual(
    [...descriptions.keys()].filter((text) => !english.includes(text)),
    [],
  );
});

test('wire names, values and placeholders stand in every language as on the wire', () => {
  const wireNames = /`[^`]+`|\{\w+\}|\(\w+\.md\)|[a-z]+[A-Z]\w+|[a-z]+\.[a-z]+\b|\$\w+|@odata\.\w+|\bnull\b/g;
  for (const [english, ...translated] of texts) {
    const names = [...new Set(english.match(wireNames))].sort();
    for (const text of translated) assert.deepEqual([...new Set(text.match(wireNames))].sort(), names, text);
  }
});

test('no text was left in English', () => {
  for (const [english, portuguese, chinese] of texts) {
    assert.ok(!/[a-z] [a-z]+ [a-z]/.test(english) || portuguese !== english, english);
    assert.ok(/\p{Script=Han}/u.test(chinese) || /^`.*`\W*$/.test(chinese), english);
  }
});

test('every JSON body of an example is JSON', () => {
  for (const { file, make } of referenceFiles('en')) {
    for (const [, body = ''] of make().matchAll(/Content-Type: application\/json\n\n(.*?)\n```/gs)) {
      assert.doesNotThrow(() => JSON.parse(body), file);
    }
  }
});
