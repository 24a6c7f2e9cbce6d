import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { waitFor } from '../harness/wait-for.ts';
import { snippetsOf } from './snippets.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** npm and npx run on the Node that runs this test, whatever the machine has. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST|npm_)/.test(name))),
  PATH: [dirname(process.execPath), process.env.PATH].join(':'),
};

describe('the packed program, installed into an empty folder', async () => {
  let folder = '';
  let unreachable: string | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assistd-package-'));
    const options = { cwd: root, env: environment };
    await run('npm', ['run', '--silent', 'build'], options);
    const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], options);
    const [{ filename }] = Object.values(JSON.parse(packed.stdout)) as [{ filename: string }];
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody-else', private: true }));
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit', 'optional', `./${filename}`];
    await run('npm', install, { cwd: folder, env: environment }).catch((error: Error & { stderr?: string }) => {
      const code = /npm error code (ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED)/.exec(
        error.stderr ?? '',
      )?.[1];
      if (!code) throw error;
      unreachable = `the package registry cannot be reached (${code})`;
    });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('runs with npx, and does the first disconnect', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const program = spawn('npx', ['--no-install', 'assistd', 'dev', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
      // npx does not hand signals on; the group gets them.
      detached: true,
    });
    try {
      let printed = '';
      program.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      await waitFor('the last printed line', () => /sandbox\/grants\n$/.test(printed), 20_000);
      const lines = printed.split('\n').filter((line) => /^ {2}(export (TOKEN|PARTNER)|curl|sleep)/.test(line));
      const { stdout } = await run('bash', ['-euc', lines.join('\n')], { env: environment });
      assert.match(stdout, /Connected to TeamViewer/);
      assert.match(stdout, /^204$/m);
      assert.match(stdout, /"revokedBy":"client"/);
    } finally {
      if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid, 'SIGTERM');
      if (program.exitCode === null) await once(program, 'exit');
    }
  });

  it('starts in process from plain JavaScript, and every test of the guide passes', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const files = snippetsOf('docs/guide/testing.md').filter(({ file }) => file?.endsWith('.mjs'));
    assert.ok(files.length > 0);
    for (const { file, code } of files) writeFileSync(join(folder, file ?? ''), code);
    const tests = files.map(({ file }) => file ?? '').filter((file) => file.includes('.test.'));
    const ran = await run(process.execPath, ['--test', '--test-reporter=tap', ...tests], {
      cwd: folder,
      env: environment,
    }).catch((error: Error & { stdout?: string }) => assert.fail(error.stdout ?? error.message));
    assert.match(ran.stdout, /^# fail 0$/m);
    assert.doesNotMatch(ran.stdout, /^# pass 0$/m);
  });

  it('has types that strict TypeScript accepts, also for Vitest and Jest as the guide shows them', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const files = snippetsOf('docs/guide/testing.md').filter(({ file }) => file?.endsWith('.ts'));
    for (const { file, code } of files) writeFileSync(join(folder, file ?? ''), code);
    writeFileSync(join(folder, 'runners.d.ts'), runners);
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
      ...{ lib: ['es2024', 'esnext.disposable'], typeRoots: [join(root, 'node_modules/@types')] },
    };
    const include = ['runners.d.ts', ...files.map(({ file }) => file)];
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-p', folder]).catch((error: Error & { stdout?: string }) =>
      assert.fail(error.stdout ?? error.message),
    );
  });

  it('brings nothing that is only for developing it', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const { devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    // What is optional stands among the development dependencies too, where an older npm would leave it out.
    const brought = Object.keys(devDependencies)
      .filter((name) => !Object.hasOwn(optionalDependencies, name))
      .filter((name) => existsSync(join(folder, 'node_modules', name)));
    assert.deepEqual(brought, []);
  });
});

/** As much of Vitest and Jest as the guide uses. */
const runners = `
declare module 'vitest' {
  export function beforeAll(run: () => Promise<void>): void;
  export function beforeEach(run: () => Promise<void>): void;
  export function afterAll(run: () => Promise<void>): void;
  export function test(name: string, run: () => Promise<void>): void;
  export function expect(value: unknown): { toBe(other: unknown): void; toEqual(other: unknown): void };
}
declare module '@jest/globals' {
  export { beforeAll, beforeEach, afterAll, test, expect } from 'vitest';
}
`;
