import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageNames, translatedNames } from '../../src/text/language.ts';
import { referenceFiles } from '../../tools/contract/reference/pages.ts';
import { english, languageState } from '../../tools/translations/languages.ts';

/** Every text of the reference with one translation that is there. */
const pairs = translatedNames.flatMap((language) =>
  [...languageState(language).texts].flatMap(([id, translated]) => {
    const source = english.get(id);
    return id.startsWith('reference.') && typeof source === 'string'
      ? [{ id, language, source, translated: String(translated) }]
      : [];
  }),
);

test('every language has the same pages', () => {
  const [first, ...others] = languageNames.map((language) => referenceFiles(language).map(({ file }) => file));
  assert.equal(new Set(first).size, first?.length, 'two pages have one name');
  for (const other of others) assert.deepEqual(other, first);
});

test('no translation is of a text that no page shows any more', () => {
  const shown = referenceFiles('en')
    .map(({ make }) => make())
    .join('\n');
  const descriptions = [...english].filter(([id]) => id.startsWith('reference.descriptions.'));
  assert.ok(descriptions.length > 200);
  assert.deepEqual(
    descriptions.filter(([, text]) => !shown.includes(String(text))),
    [],
  );
  for (const language of translatedNames) assert.deepEqual(languageState(language).strays, [], language);
});

test('wire names, values and placeholders stand in every language as on the wire', () => {
  const wireNames = /`[^`]+`|\{\w+\}|\(\w+\.md\)|[a-z]+[A-Z]\w+|[a-z]+\.[a-z]+\b|\$\w+|@odata\.\w+|\bnull\b/g;
  assert.ok(pairs.length > 800);
  for (const { source, translated, id } of pairs) {
    const names = [...new Set(source.match(wireNames))].sort();
    assert.deepEqual([...new Set(translated.match(wireNames))].sort(), names, id);
  }
});

test('no text was left in English', () => {
  for (const { id, language, source, translated } of pairs) {
    if (language === 'zh-CN') assert.ok(/\p{Script=Han}/u.test(translated) || /^`.*`\W*$/.test(translated), id);
    else assert.ok(!/[a-z] [a-z]+ [a-z]/.test(source) || translated !== source, id);
  }
});

test('every JSON body of an example is JSON', () => {
  for (const { file, make } of referenceFiles('en')) {
    for (const [, body = ''] of make().matchAll(/Content-Type: application\/json\n\n(.*?)\n```/gs)) {
      assert.doesNotThrow(() => JSON.parse(body), file);
    }
  }
});
