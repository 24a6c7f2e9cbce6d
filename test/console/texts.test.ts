import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Expression, type JSXExpression, parseSync, type Span, Visitor } from 'oxc-parser';
import { isAmongTooMany } from '../../console/src/elements/failure/among-too-many.ts';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { legible } from '../../console/src/text/legible.ts';
import { GraphFailure } from '../../src/client/graph-failure.ts';
import { Failure } from '../../src/core/failure.ts';
import { checkRecord } from '../../src/inventory/check-record.ts';
import { activities, deviceActivity } from '../../src/model/audit-activities.ts';
import { deviceActionNames } from '../../src/model/device/device-actions.ts';
import { fail, failures, tell } from '../../src/model/failures.ts';
import { complete } from '../../src/text/catalogue.ts';
import { translatedNames } from '../../src/text/language.ts';
import { readEnglish } from '../../src/text/recorded/english.ts';
import { ptBR } from '../../src/text/recorded/pt-BR.ts';
import { readIn } from '../../src/text/recorded/read-recorded.ts';
import { numbers, sentence, sentences } from '../../src/text/recorded/sentences.ts';
import { zhCN } from '../../src/text/recorded/zh-CN.ts';
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
  const same = new Set(['assistd', 'Configuration Manager', 'GB', 'x GB', '“x”']);
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

const samples: Readonly<Record<string, string>> = {
  instant: '2026-11-26T08:00:00.000Z',
  why: 'the grant is destroyed',
  call: 'TeamViewer: POST /api/v1/sessions',
  names: 'Grace Hopper',
};
const sample = (name: string) => samples[name] ?? (numbers.has(name) ? '3' : 'Xy');
const placeholders = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

test('every sentence that the service records is read as itself, and in each language with the same values', () => {
  const ids = Object.keys(sentences) as (keyof typeof sentences)[];
  const asId = readIn(Object.fromEntries(ids.map((id) => [id, `<${id}>`])));
  for (const id of ids.filter((each) => each !== 'and')) {
    const recorded = sentences[id].replaceAll(/\{(\w+)\}/g, (_, name: string) => sample(name));
    assert.deepEqual(asId(recorded), [`<${id}>`], recorded);
  }
  for (const translated of [ptBR, zhCN]) {
    for (const [id, template] of Object.entries(translated)) {
      assert.deepEqual(placeholders(template), placeholders(sentences[id as keyof typeof sentences]), id);
    }
  }
});

test('what was recorded is said in the language of the reader, sentence in sentence; the words of others are a quotation', () => {
  const recorded =
    'Whether all of it is over at TeamViewer: a refresh of 2026-11-26T08:00:00Z got no answer: the partner may have given new tokens that nobody has, and refuses the old ones for that alone. Look at the account ana@contoso.example at TeamViewer, and remove the app there; a session may go on until 2026-11-26T09:00:00Z: TeamViewer: POST /api/v1/sessions: answered 500 (Out of luck).';
  const said = readIn(ptBR)(recorded);
  assert.deepEqual(
    said.flatMap((part) => (typeof part === 'string' ? [] : [part])),
    [{ instant: '2026-11-26T08:00:00Z' }, { instant: '2026-11-26T09:00:00Z' }, { quoted: 'Out of luck' }],
  );
  const words = said.map((part) => (typeof part === 'string' ? part : '…')).join('');
  assert.match(
    words,
    /^Se tudo terminou em TeamViewer: uma renovação .*Verifique a conta ana@contoso.example em TeamViewer/,
  );
  assert.match(
    words,
    /; uma sessão pode continuar até …: TeamViewer: POST \/api\/v1\/sessions: respondeu 500 \(…\)\.$/,
  );
  assert.deepEqual(readIn(zhCN)('A word of theirs; and one more'), [{ quoted: 'A word of theirs; and one more' }]);
  assert.deepEqual(readEnglish('until 2026-11-26T08:00:00Z.'), ['until ', { instant: '2026-11-26T08:00:00Z' }, '.']);
});

test('whatever is wrong with a record of an import is said in the language of the reader', () => {
  const wrong = [
    { complianceState: 'Splendid' },
    { lastSyncDateTime: 'yesterday' },
    { userId: 7 },
    { isEncrypted: 'no' },
    { isEncrypted: null },
    { totalStorageSpaceInBytes: 1.5 },
    { deviceName: 'x'.repeat(257) },
    { deviceName: 'a\u0000' },
    { deviceName: '\ud800' },
    { deviceName: {} },
  ];
  for (const values of wrong) {
    const checked = checkRecord({ serialNumber: 'SN-1', ...values });
    assert.ok('fault' in checked && checked.fault.kind === 'refused', JSON.stringify(values));
    const { reason } = checked.fault;
    for (const language of [ptBR, zhCN]) {
      const said = readIn(language)(reason);
      assert.ok(
        said.every((part) => typeof part === 'string'),
        `${reason} ${JSON.stringify(said)}`,
      );
      assert.doesNotMatch(said.join(''), /expected|value|string/i);
    }
  }
});

const nowhere = { url: '', activityId: '', authorizationUri: '', clientId: '' };

/** What is said of requests that no person makes with the console: of paths, grammar and headers, which are written by who writes programs. */
const ofPrograms: ReadonlySet<string> = new Set([
  'hostInvalid',
  'protocolVersion',
  'versionUnknown',
  'segmentUnknown',
  'routeMissing',
  'applicationNotSupported',
  'delegatedOnly',
  'selectUnknown',
  'filterUnknown',
  'optionNotAllowed',
  'expandNotSupported',
  'bodyTypeUnknown',
  'bodyEmpty',
  'bodyMalformed',
  'bodyContentType',
  'bodyCharset',
  'bodyReference',
  'bodyTwice',
  'bodyNotEmpty',
  'bodyEncoding',
  'batchMalformed',
  'batchTooLarge',
  'dependencyFailed',
]);

test('why a request of a person is refused or fails is said in the language of the reader', () => {
  const facts = { accepted: ['A.Read', 'B.Read'], suspended: true, expected: 'a GUID', problem: samples.why };
  const numbered = { retryAfterSeconds: 3, limit: 3, limitBytes: 3 };
  const named = { type: 'managedDevice', id: 'Xy', property: 'imei', option: '$search' };
  const withheld = [undefined, 'noRole', 'guest', 'groupsOmitted'] as const;
  const told = Object.keys(failures)
    .filter((name) => !ofPrograms.has(name))
    .flatMap((name) => withheld.map((reason) => ({ ...facts, ...numbered, ...named, withheld: reason, kind: name })))
    .flatMap(({ kind, ...parameters }) => {
      const { message, help } = tell(new Failure(kind, parameters), nowhere);
      return help ? [message, help.message] : [message];
    });
  const hint = tell(fail('applicationNotSupported', { admittedBy: 'current' }), { ...nowhere, namesSettings: true });
  told.push(hint.help?.message ?? '');
  for (const language of [ptBR, zhCN]) {
    for (const message of new Set(told)) {
      const said = readIn(language)(message);
      assert.ok(
        said.every((part) => typeof part === 'string'),
        `${message} ${JSON.stringify(said)}`,
      );
    }
  }
});

test('why something is not possible as things stand is an entry of the table, wherever it is refused', () => {
  const files = globSync('src/assist/**/*.ts', { cwd: join(root, '..') });
  const own = files.filter((file) =>
    /\bproblem(:| =)\s*(\w+( === \S+)?\s*\?\s*)?['"`]/.test(readFileSync(join(root, '..', file), 'utf8')),
  );
  assert.deepEqual(own, []);
});

test('that something is not looked for among very many is no failure of whoever types: they are told to type more', () => {
  const served = { most: '50,000', type: 'managedDevice', names: 'id', searched: 'deviceName' };
  for (const problem of [sentence('noIndex', served), sentence('noIndexNorKey', { ...served, keys: 'userId' })]) {
    const { message } = tell(fail('optionInvalid', { option: '$search', problem }), nowhere);
    assert.ok(isAmongTooMany(new GraphFailure('refused', { origin: '', said: [message] })));
  }
});

test('the flags of England, Scotland and Wales are shown; what else is written with signs that nobody sees is not hidden', () => {
  const tagged = (letters: string) =>
    `\u{1F3F4}${Array.from(letters, (letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('')}\u{E007F}`;
  for (const region of ['gbeng', 'gbsct', 'gbwls'])
    assert.equal(legible(`Ana ${tagged(region)}`), `Ana ${tagged(region)}`);
  for (const hidden of ['gbxyz', 'admin']) assert.match(legible(tagged(hidden)), /^\u{1F3F4}\uFFFD+$/u);
  assert.equal(legible('a\u{E0067}b\u202E'), 'a\uFFFDb\uFFFD');
});

test('what is nearly a minute, an hour or a day ago is one, not 60 seconds, 60 minutes or 24 hours', () => {
  const { relative } = formatFor('en');
  const ago = (seconds: number) => relative(new Date(Date.now() - seconds * 1000).toISOString());
  assert.deepEqual([59.7, 59.7 * 60, 23.7 * 3600].map(ago), ['1 minute ago', '1 hour ago', 'yesterday']);
  assert.deepEqual([44, 44 * 60, 20 * 3600].map(ago), ['44 seconds ago', '44 minutes ago', '20 hours ago']);
});

test('every event of the trail, and everything that one tells, has words', async () => {
  const { audit } = await loadText('en', formatFor('en'));
  const rehearsed = ['createRemoteHelpSession', ...deviceActionNames].map((name) => deviceActivity(name, '').name);
  const written = [...Object.values(activities).map(({ name }) => name), ...rehearsed];
  assert.deepEqual(
    written.filter((name) => !(name in audit.activities)),
    [],
  );
  const sources = globSync('src/assist/**/*.ts', { cwd: join(root, '..') }).map((file) =>
    readFileSync(join(root, '..', file), 'utf8'),
  );
  const told = sources.flatMap((source) => [
    ...[...source.matchAll(/\bname: '([A-Z]\w+)', from\b/g)].map(([, name = '']) => name),
    ...[...source.matchAll(/\btells: \{([^}]*)\}/g)].flatMap(([, names = '']) => names.match(/[A-Z]\w+/g) ?? []),
  ]);
  assert.ok(told.length > 40);
  assert.deepEqual(
    [...new Set(told)].filter((name) => !(name in audit.properties)),
    [],
  );
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
  if (/\.twins$/.test(path)) return [[2, 3], 4, 'x', 'y'];
  if (/\.day$/.test(path)) return ['x', 2];
  if (/(devices\.count|exporting|intact)$/.test(path)) return [2, 'x'];
  return ['x', 'y'];
}
