import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { isApart } from '../../tools/apart.ts';
import { pathWith } from '../../tools/packages.ts';
import { linksOf } from '../docs/pages.ts';
import { startOutside } from '../harness/outside.ts';
import { waitFor } from '../harness/wait-for.ts';
import { snippetsOf } from './snippets.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** npm and npx run on the Node that runs this test, whatever the machine has. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST|npm_)/.test(name))),
  PATH: [dirname(process.execPath), process.env.PATH].join(':'),
};

/** What is packed, of the program for everybody and of the one for production: each in a folder of its own. */
const packed = new Map<'.' | 'dist-server', { readonly archive: string; readonly files: ReadonlySet<string> }>();
const folders: string[] = [];

before(async () => {
  await run('npm', ['run', '--silent', 'build:server'], { cwd: root, env: environment });
  for (const source of ['.', 'dist-server'] as const) {
    const folder = newFolder();
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: join(root, source), env: environment });
    const [{ filename, files }] = Object.values(JSON.parse(stdout)) as [
      { filename: string; files: { path: string }[] },
    ];
    packed.set(source, { archive: join(folder, filename), files: new Set(files.map(({ path }) => path)) });
  }
});

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-package-'));
  folders.push(folder);
  return folder;
}

function packedFrom(source: '.' | 'dist-server') {
  const found = packed.get(source);
  if (!found) throw new Error('all is packed before the first test');
  return found;
}

/** How long a registry may take, in milliseconds: npm itself waits for a quarter of an hour for one that is silent. */
const silentMs = 180_000;

/** Installs what is packed into a folder of somebody else. Says why where the registry cannot be reached. */
async function install(source: '.' | 'dist-server'): Promise<{ folder: string; unreachable?: string }> {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody-else', private: true }));
  const words = [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--omit',
    'optional',
    packedFrom(source).archive,
  ];
  try {
    await run('npm', words, { cwd: folder, env: environment, timeout: silentMs });
    return { folder };
  } catch (error) {
    const { stderr = '', killed = false } = error as { stderr?: string; killed?: boolean };
    if (killed) return { folder, unreachable: 'the package registry does not answer' };
    const code = /npm error code (ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED)/.exec(stderr)?.[1];
    if (!code) throw error;
    return { folder, unreachable: `the package registry cannot be reached (${code})` };
  }
}

describe('the packed program, installed into an empty folder', async () => {
  let folder = '';
  let unreachable: string | undefined;

  before(async () => {
    ({ folder, unreachable } = await install('.'));
  });

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
      await waitFor('the last printed line', () => /sandbox\/grants\n$/.test(printed));
      const lines = printed.split('\n').filter((line) => /^ {2}(export (TOKEN|PARTNER)|curl|sleep)/.test(line));
      const { stdout } = await run('bash', ['-euc', lines.join('\n')], { env: environment });
      assert.match(stdout, /Connected to TeamViewer/);
      assert.match(stdout, /^204$/m);
      assert.match(stdout, /"revokedBy":"client"/);
    } finally {
      if (program.pid !== undefined && isRunning(program)) process.kill(-program.pid, 'SIGTERM');
      if (isRunning(program)) await once(program, 'exit');
    }
  });

  it('runs as pnpm writes it down: with the first word of its first line for the program', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const main = join(folder, 'node_modules/assistd/dist/main.js');
    const [, words] = /^#!\/usr\/bin\/env -S (.+)$/m.exec(readFileSync(main, 'utf8')) ?? [];
    const { stdout } = await run('sh', ['-c', `exec ${words} "$0" "$@"`, main, '--version'], { env: environment });
    assert.match(stdout, /^\d+\.\d+\.\d+/);
  });

  it('starts in process from a script of CommonJS', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const script = `(async () => {
      await using assistd = await require('assistd').start();
      console.log((await fetch(assistd.origin + '/health/ready')).status);
    })()`;
    const { stdout, stderr } = await run(process.execPath, ['--input-type=commonjs', '--eval', script], {
      cwd: folder,
      env: environment,
    });
    assert.deepEqual([stdout, stderr], ['200\n', '']);
  });

  it('starts in process from plain JavaScript, and every test of the guide passes', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const files = snippetsOf('docs/guide/testing.md').filter(({ file }) => file?.endsWith('.mjs') && !isJests(file));
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

  it('starts in a real Jest, as the guide shows it', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const [shown] = snippetsOf('docs/guide/testing.md').filter(({ file }) => isJests(file));
    writeFileSync(join(folder, shown?.file ?? ''), shown?.code ?? '');
    const env = { ...environment, PATH: pathWith('test'), NODE_OPTIONS: '--experimental-vm-modules' };
    const { stderr } = await run('jest', ['--rootDir', folder, '--testMatch', '**/jest.test.mjs'], {
      cwd: folder,
      env,
    });
    assert.match(stderr, /^Tests: +1 passed, 1 total$/m);
  });

  it('has types that strict TypeScript accepts, also for Vitest as the guide shows it', async (t) => {
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
    await run('tsc', ['-p', folder], { env: { ...environment, PATH: pathWith('tools') } }).catch(
      (error: Error & { stdout?: string }) => assert.fail(error.stdout ?? error.message),
    );
  });

  it('brings nothing that is only for developing it', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const manifests = ['.', 'tools', 'console', 'test'].map((room) => join(root, room, 'package.json'));
    const named = manifests.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).devDependencies));
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    // Some of what the tests need comes with what runs.
    const comes = (name: string) => packages[`node_modules/${name}`] && !packages[`node_modules/${name}`].dev;
    const forDevelopment = named.filter((name) => !comes(name));
    const brought = forDevelopment.filter((name) => existsSync(join(folder, 'node_modules', name)));
    assert.deepEqual(brought, []);
  });
});

describe('what npm packs', () => {
  for (const source of ['.', 'dist-server'] as const) {
    it(`has what its pages lead to, and how to deploy it (${source})`, () => {
      const { files } = packedFrom(source);
      const folders = new Set(
        [...files].flatMap((file) => file.split('/').map((_, n, parts) => parts.slice(0, n).join('/'))),
      );
      const pages = [...files].filter((file) => /^[^/]*\.md$|^(docs|contract|bench)\/.*\.md$/.test(file));
      assert.ok(pages.length > 100);
      const dead = pages.flatMap((page) =>
        linksOf(page)
          .map((target) => target.split('#')[0] ?? '')
          .filter((path) => path !== '')
          .map((path) => posix.join(posix.dirname(page), path).replace(/\/$/, ''))
          .filter((target) => !files.has(target) && !folders.has(target))
          .map((target) => `${page}: ${target}`),
      );
      assert.deepEqual(dead, []);
      for (const file of ['docs/ops/alerts.yaml', 'contract/settings.md', 'deploy/systemd/assistd.service']) {
        assert.ok(files.has(file), file);
      }
    });

    it(`has no secret that somebody has put into deploy/ (${source})`, () => {
      const docker = [...packedFrom(source).files].filter((file) => file.startsWith('deploy/docker/')).sort();
      assert.deepEqual(
        docker.map((file) => posix.basename(file)),
        ['Dockerfile', 'Dockerfile.dockerignore', 'compose.yaml', 'pin-images.sh', 'roles.sh'],
      );
    });
  }
});

describe('the package for production, installed into an empty folder', async () => {
  let folder = '';
  let unreachable: string | undefined;
  const installed = () => join(folder, 'node_modules/assistd-server');
  const manifest = () => JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'));

  before(async () => {
    ({ folder, unreachable } = await install('dist-server'));
  });

  it('has no file of the development set-up, and none that can mint a token', (t) => {
    if (unreachable) return t.skip(unreachable);
    const files = globSync('dist/**/*.{js,cjs}', { cwd: installed() });
    assert.deepEqual(
      files.filter((file) => /^dist\/(dev|cli\/dev)\//.test(file)),
      [],
    );
    // A bundle says in its map what it is made from.
    const maps = globSync('dist/**/*.{js,cjs}.map', { cwd: installed(), withFileTypes: false });
    const sources = maps.flatMap((map): [string, string][] => {
      const { sources: names, sourcesContent } = JSON.parse(readFileSync(join(installed(), map), 'utf8'));
      return names.map((name: string, index: number) => [posix.join(posix.dirname(map), name), sourcesContent[index]]);
    });
    const own = sources.filter(([name]) => /^src\//.test(name));
    assert.ok(own.length > 200, `${own.length} sources`);
    assert.deepEqual(
      own.filter(([name]) => isApart(name)),
      [],
    );
    const minting =
      /\b(SignJWT|UnsecuredJWT|CompactSign|FlattenedSign|GeneralSign|createSign|generateKeyPair\w*|importPKCS8|importJWK|createPrivateKey)\b|oidc-provider|\/_assistd\b/;
    // What signs receipts makes keys and signs, and gives everything the type of a receipt, which no token has.
    assert.deepEqual(
      own.filter(([, content]) => minting.test(content)).map(([name]) => name),
      ['src/receipt/signing-key.ts'],
    );
  });

  it('brings the packages that it needs, and no others', (t) => {
    if (unreachable) return t.skip(unreachable);
    const { dependencies, optionalDependencies, devDependencies } = manifest();
    assert.deepEqual(Object.keys(dependencies), allowed);
    assert.deepEqual(Object.keys(optionalDependencies), optional);
    assert.equal(devDependencies, undefined);
    const { packages } = JSON.parse(readFileSync(join(root, 'dist-server/npm-shrinkwrap.json'), 'utf8'));
    const needed = Object.keys(packages).filter((path) => path !== '' && !packages[path].optional);
    const places = ['node_modules/{*,@*/*}/package.json', 'node_modules/**/node_modules/{*,@*/*}/package.json'];
    const brought = globSync(places, { cwd: folder }).map(nameOf);
    assert.deepEqual(new Set(brought), new Set(['assistd-server', ...needed.map(nameOf)]));
    for (const name of ['asn1js', 'oidc-provider', 'koa', 'typescript']) assert.ok(!brought.includes(name), name);
    assert.ok(needed.length <= 65, `${needed.length} packages; each is one more to trust`);
  });

  it('has in its lock file what is optional as well, at the versions that were tested', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'dist-server/npm-shrinkwrap.json'), 'utf8'));
    const { packages: tested } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    for (const name of [...allowed, ...optional]) {
      const path = `node_modules/${name}`;
      assert.equal(packages[path]?.version, tested[path].version, name);
      assert.equal(packages[path].integrity, tested[path].integrity, name);
      assert.ok(!packages[path].dev && !packages[path].devOptional, name);
    }
    // npm on an older Node leaves out what is optional without a word; the whole is installed by such machines' npm.
    for (const name of optional) {
      const { dev, optional: left } = tested[`node_modules/${name}`];
      assert.ok(!dev && !left, name);
    }
    assert.deepEqual(
      Object.keys(packages).filter((path) => /node_modules\/(oidc-provider|koa|asn1js)$/.test(path)),
      [],
    );
  });

  it('runs: help, doctor, and for assistd dev it says which package has that', async (t) => {
    if (unreachable) return t.skip(unreachable);
    const { stdout } = await assistd('serve', '--help');
    assert.match(stdout, /Run the service in production/);
    const doctor = await assistd('doctor', '-o', 'json');
    assert.equal(doctor.code, 1);
    assert.match(doctor.stdout, /"check": "setting masterKeys"/);
    const dev = await assistd('dev');
    assert.equal(dev.code, 1);
    assert.equal(
      dev.stderr,
      'assistd: this installation has no development set-up\nIt is in the package assistd: see docs/guide/cli.md.\n',
    );
  });

  it('serves without the optional packages, and warns that nothing is traced', async (t) => {
    if (unreachable) return t.skip(unreachable);
    await using outside = await startOutside();
    const config = join(outside.folder, 'assistd.config.json');
    writeFileSync(config, JSON.stringify(outside.settings), { mode: 0o600 });
    const env = { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    const program = spawn(process.execPath, [join(installed(), 'dist/main.js'), 'serve', '--config', config], { env });
    try {
      let told = '';
      program.stderr.setEncoding('utf8').on('data', (text: string) => {
        told += text;
      });
      const origin = String(outside.settings.publicOrigin);
      await waitFor('the service', async () => {
        assert.equal(program.exitCode, null, told);
        return (await fetch(`${origin}/health/ready`).catch(() => undefined))?.status === 200;
      });
      await waitFor('the warning', () => /"level":40.*nothing is traced/.test(told));
      assert.equal((await fetch(`${origin}/_assistd/token`, { method: 'POST' })).status, 404);
    } finally {
      program.kill('SIGTERM');
      if (isRunning(program)) await once(program, 'exit');
    }
  });

  const nameOf = (path: string) => path.replace(/^.*node_modules\//, '').replace('/package.json', '');

  async function assistd(...words: string[]) {
    const options = { cwd: folder, env: environment };
    const main = join(installed(), 'dist/main.js');
    return run(process.execPath, [main, ...words], options).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    );
  }
});

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/** What a production installation may bring along; a new one is a decision. */
const allowed = [
  ...['@fastify/proxy-addr', '@jmespath-community/jmespath', 'cockatiel', 'commander', 'csv-parse'],
  ...[
    'jose',
    'kysely',
    'oauth4webapi',
    'open',
    'pg',
    'pino',
    'prom-client',
    'string-width',
    'strip-json-comments',
    'wrap-ansi',
    'ws',
    'yaml',
    'zod',
  ],
];
const optional = [
  '@azure/identity',
  ...['api', 'exporter-trace-otlp-http', 'resources', 'sdk-trace'].map((name) => `@opentelemetry/${name}`),
];

const isJests = (file: string | undefined) => file?.startsWith('jest.') === true;

/** As much of Vitest as the guide uses. */
const runners = `
declare module 'vitest' {
  export function beforeAll(run: () => Promise<void>): void;
  export function beforeEach(run: () => Promise<void>): void;
  export function afterAll(run: () => Promise<void>): void;
  export function test(name: string, run: () => Promise<void>): void;
  export function expect(value: unknown): { toBe(other: unknown): void; toEqual(other: unknown): void };
}
`;
