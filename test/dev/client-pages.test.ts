import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { clientEnvironment } from '../../src/cli/dev/client-environment.ts';
import { addDevice } from '../harness/devices.ts';
import { startWorld, type World } from '../harness/world.ts';
import { snippetsOf } from '../package/snippets.ts';

const root = join(import.meta.dirname, '../..');
const pages = globSync('docs/guide/clients/*.md', { cwd: root }).sort();

const python = ['python3', '/usr/bin/python3'].find(
  (each) => spawnSync(each, ['-c', 'import msal, azure.identity, requests']).status === 0,
);

describe('the pages for clients', () => {
  let world: World;
  let folder: string;
  /** Packages are looked for in it, too. */
  let outer: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    world = await startWorld({ settings: { permissions: 'current' }, asGraph: true });
    outer = mkdtempSync(join(tmpdir(), 'assistd-clients-'));
    symlinkSync(join(root, 'node_modules'), join(outer, 'node_modules'));
    folder = join(outer, 'scripts');
    mkdirSync(folder);
    const ofTests = join(root, 'test/node_modules');
    if (existsSync(ofTests)) symlinkSync(ofTests, join(folder, 'node_modules'));
    const { PATH, PYTHONPATH } = process.env;
    env = { PATH, ...(PYTHONPATH && { PYTHONPATH }), HOME: folder, ...(await clientEnvironment(world)) };
    const start = pathToFileURL(join(root, 'src/dev/start.ts')).href;
    for (const page of [...pages, 'docs/guide/testing.md']) {
      for (const { file, code } of snippetsOf(page)) {
        if (file && !file.includes('/')) writeFileSync(join(folder, file), code.replace("'assistd'", `'${start}'`));
      }
    }
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    rmSync(outer, { recursive: true, force: true });
  });

  const run = async (program: string, ...words: readonly string[]) =>
    (await promisify(execFile)(program, words, { cwd: folder, env })).stdout;

  test('show a script in JavaScript that runs unmodified', async () => {
    assert.equal(await run(process.execPath, 'list.mjs'), 'TeamViewer notOnboarded\n');
  });

  test('show tests that pass in process, with a whole SDK and with what Node itself sends', async () => {
    const ran = await run(process.execPath, '--test', '--test-reporter=tap', 'sdk.test.js', 'list.test.mjs');
    assert.match(ran, /^# pass 2$/m);
  });

  test('show lines of curl that run unmodified', async () => {
    const [lines] = snippetsOf('docs/guide/clients/curl.md');
    assert.match(await run('bash', '-euo', 'pipefail', '-c', lines?.code ?? ''), /"displayName":"TeamViewer"/);
  });

  test('show scripts in Python that run unmodified: azure-identity, MSAL', {
    skip: python === undefined && 'there are no python3-msal and python3-azure here',
  }, async () => {
    assert.equal(await run(python ?? '', 'identity.py'), 'TeamViewer notOnboarded\n');
    assert.equal(await run(python ?? '', 'msal_people.py'), '200 1\n200 1\n');
    await addDevice(world, { deviceName: 'LAPTOP-1', operatingSystem: 'Windows' });
    assert.equal(await run(python ?? '', 'sync_devices.py'), 'LAPTOP-1 syncDevice pending\n');
  });

  test('show files that can be read as what they are', () => {
    for (const page of pages) {
      for (const { language, code } of snippetsOf(page)) {
        if (language === 'json') assert.doesNotThrow(() => JSON.parse(code), page);
        if (language === 'yaml') assert.ok(parse(code).jobs ?? parse(code).services, page);
        if (language === 'sh' || language === 'bash') {
          assert.equal(spawnSync('bash', ['-n'], { input: code }).status, 0, page);
        }
      }
    }
  });

  test('say of every client whether a test has tried it', () => {
    const index = readFileSync(join(root, 'docs/guide/clients/README.md'), 'utf8');
    for (const page of pages) {
      const name = page.split('/').at(-1) ?? '';
      if (name !== 'README.md') assert.match(index, new RegExp(`\\(${name}\\) \\| (not )?(by a test|a test)`), name);
    }
  });
});
