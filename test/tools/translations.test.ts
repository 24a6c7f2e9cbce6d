import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { translatedNames } from '../../src/text/language.ts';

const project = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'assistd-translations-'));
after(() => rmSync(folder, { recursive: true }));
/** One place for every copy: what Node has compiled goes by where a source lies, and only what is another text is compiled again. */
const root = join(folder, 'project');
const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };

test('somebody with English alone adds a property: it is emitted, listed as waiting, and stops a release', async () => {
  using copy = copyOfProject();
  copy.replace(
    'src/model/connector.ts',
    "displayName: string('",
    "colour: string('Its colour.'),\n    displayName: string('",
  );
  assert.deepEqual(await copy.run('tools/contract/emit.ts'), { status: 0, told: '' });
  const checked = await copy.run('tools/contract/emit.ts', '--check');
  assert.equal(checked.status, 0);
  const id = 'reference.descriptions.properties.connector.colour';
  for (const language of translatedNames) {
    assert.ok(checked.told.includes(`waits for translation: ${language}: ${id}\n`), checked.told);
    assert.match(copy.read(`docs/reference/${language}/connector.md`), /Its colour\. \*\(English\)\*/);
  }
  assert.doesNotMatch(copy.read('docs/reference/en/connector.md'), /\*\(English\)\*/);
  const released = await copy.run('tools/translations/translations.ts');
  assert.equal(released.status, 1);
  for (const language of translatedNames) assert.ok(released.told.includes(`${language}: ${id}\n`), released.told);
});

test('a translation whose English has changed waits until it is touched, or said to be right still', async () => {
  using copy = copyOfProject();
  const all = async () => (await copy.run('tools/translations/translations.ts')).told.trim().split('\n').slice(0, -1);
  // What somebody has added in English alone waits beside it.
  const before = new Set(await all());
  const waiting = async () => (await all()).filter((line) => !before.has(line) && /^(pt-BR|zh-CN): /.test(line));

  copy.replace('src/text/en.ts', 'This link is not valid', 'This link is wrong');
  copy.replace('console/src/text/en.ts', "cancel: 'Cancel'", "cancel: 'Do not'");
  assert.deepEqual(await waiting(), [
    'pt-BR: console.general.cancel',
    'pt-BR: pages.callback.unknown',
    'zh-CN: console.general.cancel',
    'zh-CN: pages.callback.unknown',
  ]);
  // Emitting does not make it current.
  await copy.run('tools/contract/emit.ts');
  assert.equal((await waiting()).length, 4);

  copy.replace('console/src/text/pt-BR.ts', "cancel: 'Cancelar'", "cancel: 'Não fazer'");
  await copy.run('tools/translations/translations.ts', '--still-right', 'pages.callback.unknown');
  assert.deepEqual(await waiting(), ['zh-CN: console.general.cancel']);
});

test('a text that is missing in English too stops the emit: every one is named, and nothing is written', async () => {
  using copy = copyOfProject();
  copy.replace(
    'src/model/connector.ts',
    "path: 'connectors', rows: 'service'",
    "path: 'houses/{house}/rooms/{room}/connectors', rows: 'service'",
  );
  const before = copy.read('contract/operations.md');
  const { status, told } = await copy.run('tools/contract/emit.ts');
  assert.equal(status, 1);
  for (const name of ['house', 'room'])
    assert.match(told, new RegExp(`no text for reference.addressParameters.${name} `));
  assert.equal(copy.read('contract/operations.md'), before);
});

/** The project's sources and what is emitted from them, to be changed. */
function copyOfProject() {
  for (const part of ['src', 'tools', 'console/src', 'contract', 'docs/reference', 'docs/commands', 'package.json']) {
    const own = (path: string) => !path.includes('node_modules');
    cpSync(join(project, part), join(root, part), { recursive: true, filter: own });
  }
  for (const packages of ['node_modules', 'tools/node_modules'])
    if (existsSync(join(project, packages))) symlinkSync(join(project, packages), join(root, packages));
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  return {
    read,
    replace(file: string, text: string, by: string) {
      const before = read(file);
      assert.ok(before.includes(text), `${file} has ${text}`);
      writeFileSync(join(root, file), before.replace(text, by));
    },
    run: (file: string, ...options: string[]) =>
      new Promise<{ status: number; told: string }>((resolve) => {
        const run = execFile(process.execPath, [join(root, file), ...options], { cwd: root, env }, (_, out, err) =>
          resolve({ status: run.exitCode ?? -1, told: out + err }),
        );
      }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}
