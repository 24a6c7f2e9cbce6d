import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  isBinaryExpression,
  isConditionalExpression,
  isJsxAttribute,
  isJsxExpression,
  isJsxText,
  isNoSubstitutionTemplateLiteral,
  isParenthesizedExpression,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';
import { en } from '../../console/src/text/en.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { ptBR } from '../../console/src/text/pt-BR.ts';
import { zhCN } from '../../console/src/text/zh-CN.ts';

const root = join(import.meta.dirname, '../../console');

/** The attributes whose values people read or hear. */
const spoken =
  /^(title|label|placeholder|alt|hint|note|description|summary|validationMessage|aria-(label|description|valuetext))$/;

/** The words that `files` show without asking a catalogue, each with its place. */
function literalsIn(folder: string, files: readonly string[]): string[] {
  const api = new API({ cwd: folder });
  try {
    const paths = files.map((file) => join(folder, file));
    const snapshot = api.updateSnapshot({ openFiles: paths });
    return paths.flatMap((path, index) => {
      const source = snapshot.getDefaultProjectForFile(path)?.program.getSourceFile(path);
      if (!source) throw new Error(`${path}: TypeScript did not parse it`);
      return shownIn(source).map(({ at, text }) => {
        const { line } = source.getLineAndCharacterOfPosition(at);
        return `${files[index]}:${line + 1}: ${text.trim()}`;
      });
    });
  } finally {
    api.close();
  }
}

function shownIn(source: SourceFile): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = [];
  const note = (node: Node, text: string) => {
    if (/\p{L}/u.test(text)) found.push({ at: node.getStart(source), text });
  };
  const shown = (node: Node | undefined): void => {
    if (!node) return;
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) note(node, node.text);
    else if (isTemplateExpression(node))
      note(node, [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(''));
    else if (isParenthesizedExpression(node)) shown(node.expression);
    else if (isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(shown);
    // Of `a && b` and `a ?? b`, what is shown is the last; a comparison shows nothing.
    else if (isBinaryExpression(node) && ['&&', '||', '??'].includes(node.operatorToken.getText(source)))
      shown(node.right);
  };
  const visit = (node: Node): void => {
    if (isJsxText(node)) note(node, node.text);
    else if (isJsxAttribute(node)) {
      if (spoken.test(node.name.getText(source)) && node.initializer) {
        shown(isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer);
      }
    } else if (isJsxExpression(node) && !isJsxAttribute(node.parent)) shown(node.expression);
    node.forEachChild(visit);
  };
  visit(source);
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

test('each language says everything in words of its own', () => {
  const [english, portuguese, chinese] = [
    words(en(formatFor('en'))),
    words(ptBR(formatFor('pt-BR'))),
    words(zhCN(formatFor('zh-CN'))),
  ];
  // Names, and words that the languages share.
  const same = new Set(['assistd', 'Configuration Manager', 'GB', 'x GB']);
  for (const translated of [portuguese, chinese]) {
    const left = [...english].filter(([key, text]) => translated.get(key) === text && !same.has(text));
    assert.deepEqual(left, []);
    assert.deepEqual([...translated.keys()].sort(), [...english.keys()].sort());
  }
  assert.ok([...chinese].every(([, text]) => /\p{Script=Han}/u.test(text) || same.has(text)));
});

/** Every text of a catalogue by its path; a function is asked with arguments that show. */
function words(catalogue: object, path = ''): Map<string, string> {
  const entries = Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
    const at = `${path}${name}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function')
      return [[at, at.endsWith('kinds') ? value('session.open') : value(...argumentsOf(at))]];
    return [...words(value as object, `${at}.`)];
  });
  return new Map(entries);
}

function argumentsOf(path: string): unknown[] {
  if (/(lastDays|plotOf|more|closed|revocationsOwed|failures\.wait)$/.test(path)) return [2];
  if (/\.ends$/.test(path)) return [2, 3];
  if (/\.day$/.test(path)) return ['x', 2];
  if (/(devices\.count|exporting|intact)$/.test(path)) return [2, 'x'];
  return ['x', 'y'];
}
