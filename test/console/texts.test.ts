import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Expression, type JSXExpression, parseSync, type Span, Visitor } from 'oxc-parser';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { complete } from '../../src/text/catalogue.ts';
import { translatedNames } from '../../src/text/language.ts';
import { languageState } from '../../tools/translations/languages.ts';

const root = join(import.meta.dirname, '../../console');

/** The attributes whose values people read or hear. */
const spoken =
  /^(title|label|placeholder|alt|hint|note|description|summary|validationMessage|aria-(label|description|valuetext))$/;

/** The words that `files` show without asking a catalogue, each with its place. */
function literalsIn(folder: string, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    return shownIn(file, source).map(({ start, text }) => {
      const line = source.slice(0, start).split('\n').length;
      return `${file}:${line}: ${text.trim()}`;
    });
  });
}

function shownIn(file: string, source: string): { start: number; text: string }[] {
  const { program, errors } = parseSync(file, source);
  assert.deepEqual(errors, [], file);
  const found: { start: number; text: string }[] = [];
  const note = ({ start }: Pick<Span, 'start'>, text: string) => {
    if (/\p{L}/u.test(text)) found.push({ start, text });
  };
  const shown = (node: Expression | JSXExpression): void => {
    if (node.type === 'Literal' && typeof node.value === 'string') note(node, node.value);
    else if (node.type === 'TemplateLiteral') note(node, node.quasis.map(({ value }) => value.cooked ?? '').join(''));
    else if (node.type === 'ParenthesizedExpression') shown(node.expression);
    else if (node.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(shown);
    // Of `a && b` and `a ?? b`, what is shown is the last; a comparison shows nothing.
    else if (node.type === 'LogicalExpression') shown(node.right);
  };
  const ofAttributes = new Set<unknown>();
  new Visitor({
    JSXText: (node) => note(node, node.value),
    JSXAttribute({ name, value }) {
      ofAttributes.add(value);
      if (value === null || name.type !== 'JSXIdentifier' || !spoken.test(name.name)) return;
      if (value.type === 'Literal') note(value, value.value);
      else if (value.type === 'JSXExpressionContainer') shown(value.expression);
    },
    JSXExpressionContainer(node) {
      if (!ofAttributes.has(node)) shown(node.expression);
    },
  }).visit(program);
  return found;
}

test('no page shows a word that is not in the catalogues', () => {
  const files = globSync('src/**/*.tsx', { cwd: root });
  assert.ok(files.length > 40);
  assert.deepEqual(literalsIn(root, files), []);
});

test('a word outside the catalogues is found, wherever it would be shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-texts-'));
  try {
    const page = [
      "export const A = ({ on, t }: any) => <p title='Tooltip' className='row'>",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the source of a page.
      "  Plain text {on ? 'Yes' : t.no} {on === 'open' && t.open} {t.x ?? `Fallback ${on}`}",
      "  <b aria-label={on ? t.a : 'Spoken'} id='b'>{t.b}</b>",
      '</p>;',
    ];
    writeFileSync(join(folder, 'page.tsx'), page.join('\n'));
    const found = literalsIn(folder, ['page.tsx']).map((line) => line.replace(/^[^ ]* /, ''));
    assert.deepEqual(found.sort(), ['Fallback', 'Plain text', 'Spoken', 'Tooltip', 'Yes']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('each language says everything in words of its own, but for what waits for translation', async () => {
  const english = words(await loadText('en', formatFor('en')));
  // Names, and words that the languages share.
  const same = new Set(['assistd', 'Configuration Manager', 'GB', 'x GB']);
  for (const language of translatedNames) {
    const translated = words(await loadText(language, formatFor(language)));
    assert.deepEqual([...translated.keys()].sort(), [...english.keys()].sort());
    const { waiting } = languageState(language);
    const done = [...translated].filter(([id]) => !waiting.has(`console.${id}`));
    assert.deepEqual(
      done.filter(([id, text]) => english.get(id) === text && !same.has(text)),
      [],
    );
    if (language === 'zh-CN') {
      assert.ok(done.every(([, text]) => /\p{Script=Han}/u.test(text) || same.has(text)));
    }
  }
});

test('what a translation lacks is read in English, text by text', () => {
  const english = { title: 'Title', group: { one: 'One', two: 'Two', more: (count: number) => `${count} more` } };
  const read = complete(english, { group: { two: 'Dois' } });
  assert.deepEqual(
    [read.title, read.group.one, read.group.two, read.group.more(3)],
    ['Title', 'One', 'Dois', '3 more'],
  );
});

/** Every text of a catalogue by its path; a function is asked with arguments that show. */
function words(catalogue: object, path = ''): Map<string, string> {
  const entries = Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
    const at = `${path}${name}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') return [[at, value(...argumentsOf(at))]];
    return [...words(value as object, `${at}.`)];
  });
  return new Map(entries);
}

function argumentsOf(path: string): unknown[] {
  if (/(lastDays|plotOf|more|closed|revocationsOwed|failures\.wait)$/.test(path)) return [2];
  if (/\.ends$/.test(path)) return [2, 3];
  if (/\.twins$/.test(path)) return [[2, 3], 'x', 'y'];
  if (/\.day$/.test(path)) return ['x', 2];
  if (/(devices\.count|exporting|intact)$/.test(path)) return [2, 'x'];
  return ['x', 'y'];
}
