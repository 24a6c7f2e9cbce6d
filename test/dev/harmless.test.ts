import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { start } from '../../src/dev/start.ts';
import { PurposeDiffers } from '../../src/store/purpose.ts';
import { postgres } from '../harness/databases.ts';
import { main } from '../harness/main.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { runServe, serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

describe('assistd dev beside a production configuration', () => {
  for (const { how, flags, environment } of [
    { how: 'in the working folder', flags: [], environment: () => ({}) },
    { how: 'that is named', flags: ['--config', 'assistd.config.json'], environment: () => ({}) },
    {
      how: 'in variables',
      flags: [],
      environment: ({ settings, folder }: Outside) => ({
        ASSISTD_DATABASE: String(settings.database),
        ASSISTD_DATABASE_MIGRATION_URL: 'postgres://owner@db.example/assistd',
        ASSISTD_PUBLIC_ORIGIN: 'https://assist.example.org',
        ASSISTD_ISSUERS: JSON.stringify(settings.issuers),
        ASSISTD_CONNECTORS: JSON.stringify(settings.connectors),
        ASSISTD_MASTER_KEYS_FILE: join(folder, 'only-root-can-read-this'),
      }),
    },
  ]) {
    it(`leaves alone what serve works on, where it stands ${how}, and says so`, async () => {
      await using outside = await startOutside();
      await (await serveHere(outside))[Symbol.asyncDispose]();
      const { connectors: [connector] = [] } = outside.settings as { connectors?: object[] };
      const production = { ...outside.settings, connectors: [{ ...connector, name: 'The real TeamViewer' }] };
      writeFileSync(join(outside.folder, 'assistd.config.json'), JSON.stringify(production), { mode: 0o600 });
      const before = contentOf(String(outside.settings.database));
      await using dev = await devProcess(outside.folder, [...flags, '--port', '0', '--tls-port', '0'], {
        ...environment(outside),
      });
      const partners = await dev.partners();
      assert.deepEqual(
        partners.map(({ displayName }) => displayName),
        ['TeamViewer'],
      );
      assert.match(dev.printed(), /Database: memory/);
      assert.equal((await fetch(`${dev.origin}/_assistd/reset`, { method: 'POST' })).status, 204);
      assert.deepEqual(contentOf(String(outside.settings.database)), before);
      if (how !== 'in the working folder') {
        for (const name of ['database', 'connectors', 'issuers', 'publicOrigin', 'masterKeys']) {
          assert.match(dev.stderr(), new RegExp(`leaves out .*\\b${name} \\(`), name);
        }
      }
    });
  }
});

describe('a database', () => {
  it('that serve made is refused by dev and start(), which write nothing beside it (SQLite)', async () => {
    await using outside = await startOutside();
    await (await serveHere(outside))[Symbol.asyncDispose]();
    const folder = String(outside.settings.database);
    const before = contentOf(folder);
    const { stderr, code } = await ended(outside.folder, ['dev', '--database', folder, '--port', '0']);
    assert.equal(code, 1);
    assert.match(stderr, /not made by assistd dev.*name an empty folder/s);
    await assert.rejects(start({ database: folder }), PurposeDiffers);
    assert.deepEqual(contentOf(folder), before);
    await (await serveHere(outside))[Symbol.asyncDispose]();
  });

  it('from before there was a mark is production’s', async (t) => {
    const folder = temporary(t);
    await (await start({ database: folder }))[Symbol.asyncDispose]();
    const database = new DatabaseSync(join(folder, 'assistd.sqlite'));
    database.exec('DROP TABLE database_purpose; DELETE FROM schema_migrations WHERE version >= 10');
    database.close();
    const before = contentOf(folder);
    await assert.rejects(start({ database: folder }), PurposeDiffers);
    assert.deepEqual(contentOf(folder), before);
  });

  it('that dev made is refused by serve, migrate and doctor, and goes on with dev (SQLite)', async (t) => {
    const folder = temporary(t);
    await (await start({ database: folder }))[Symbol.asyncDispose]();
    await using outside = await startOutside();
    const config = join(outside.folder, 'assistd.config.json');
    writeFileSync(config, JSON.stringify({ ...outside.settings, database: folder }), { mode: 0o600 });
    const { gone, stderr } = runServe(['--config', config]);
    assert.equal(await gone, 1, stderr());
    assert.match(stderr(), /made by assistd dev/);
    for (const command of ['migrate', 'doctor']) {
      const { stdout, stderr: told, code } = await ended(outside.folder, [command, '--config', config]);
      assert.equal(code, 1);
      assert.match(stdout + told, /made by\s+assistd\s+dev/, command);
    }
    await (await start({ database: folder }))[Symbol.asyncDispose]();
  });

  it('is kept apart on PostgreSQL as well', async () => {
    await using production = await postgres.create();
    await production.open();
    await assert.rejects(start({ database: production.database }), PurposeDiffers);
    // As one role for everything, and that the owner: nothing but the mark could stop it.
    const { migrationUrl = '' } = production.options.postgres ?? {};
    await assert.rejects(start({ database: migrationUrl }), PurposeDiffers);
    await using development = await postgres.create('development');
    await (await start({ database: development.database }))[Symbol.asyncDispose]();
    await assert.rejects(development.open({ purpose: 'production' }), PurposeDiffers);
    await using outside = await startOutside();
    await assert.rejects(serveHere(outside, { database: development.database }), PurposeDiffers);
  });

  it('that nobody has made is made for who asks, also by several at once', async () => {
    await using empty = await postgres.create('empty');
    const opened = [empty.open({ purpose: 'development' }), empty.open({ purpose: 'production' })];
    const settled = await Promise.allSettled(opened);
    assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});

describe('a SQLite folder', () => {
  it('is worked on by one serve at a time: the second says so, and ends', async () => {
    await using outside = await startOutside();
    await using service = await serveProcess(outside);
    const config = join(outside.folder, 'assistd.config.json');
    const { gone, stderr } = runServe(['--config', config, '--port', '0']);
    assert.equal(await gone, 1, stderr());
    assert.match(stderr(), /another assistd works on the folder .*stop it first/);
    assert.equal((await fetch(`${service.origin}/health/ready`)).status, 200);
  });

  it('is let go of by a process that is killed', async () => {
    await using outside = await startOutside();
    const killed = await serveProcess(outside);
    killed.kill('SIGKILL');
    await killed.gone;
    await using service = await serveProcess(outside);
    assert.equal((await fetch(`${service.origin}/health/ready`)).status, 200);
  });

  it('is worked on by one dev at a time, also in one process, and the sandbox of the first keeps its state', async (t) => {
    const folder = temporary(t);
    await using dev = await devProcess(folder, [
      '--database',
      '.',
      '--data-folder',
      '.',
      '--port',
      '0',
      '--tls-port',
      '0',
    ]);
    const before = readFileSync(join(folder, 'sandbox.json'), 'utf8');
    const { stderr, code } = await ended(folder, ['dev', '--database', folder, '--port', '0', '--tls-port', '0']);
    assert.equal(code, 1);
    assert.match(stderr, /another assistd works on the folder/);
    await assert.rejects(start({ database: folder }), /another assistd works on/);
    await assert.rejects(start({ database: folder }), /another assistd works on/);
    assert.equal(readFileSync(join(folder, 'sandbox.json'), 'utf8'), before);
    assert.equal((await fetch(`${dev.origin}/_assistd/reset`, { method: 'POST' })).status, 204);
    const other = temporary(t);
    await using first = await start({ database: other });
    await first.reset();
    await assert.rejects(start({ database: other }), /another assistd works on/);
    await assert.rejects(start({ database: other }), /another assistd works on/);
  });

  it('is backed up while it is worked on, and nothing is restored or migrated into it', async (t) => {
    await using outside = await startOutside();
    await using _ = await serveProcess(outside);
    const folder = String(outside.settings.database);
    const file = join(outside.folder, 'backup.sqlite');
    assert.equal((await ended(outside.folder, ['backup', file, '--database', folder])).code, 0);
    const held = temporary(t);
    await using dev = await devProcess(held, [
      '--database',
      '.',
      '--data-folder',
      '.',
      '--port',
      '0',
      '--tls-port',
      '0',
    ]);
    rmSync(join(held, 'assistd.sqlite'));
    for (const left of ['-wal', '-shm']) rmSync(join(held, `assistd.sqlite${left}`), { force: true });
    const restored = await ended(outside.folder, ['restore', file, '--database', held]);
    assert.equal(restored.code, 1, dev.origin);
    assert.match(restored.stderr, /another assistd works on the folder/);
    assert.ok(!existsSync(join(held, 'assistd.sqlite')));
  });
});

describe('a database of a scheme that nobody knows', () => {
  const urls = [
    'postgress://user:s3cret@db/x',
    'mysql://user:s3cret@db/x',
    'POSTGRES://user:s3cret@db/x',
    'file:///data',
    '://x',
  ];
  for (const command of [
    ['serve'],
    ['dev'],
    ['migrate'],
    ['migrate', '--plan'],
    ['backup', 'to'],
    ['restore', 'from'],
    ['doctor'],
  ]) {
    it(`is no folder for assistd ${command.join(' ')}`, async (t) => {
      const folder = temporary(t);
      // A process for each is slow, and settings judge them all alike.
      for (const url of urls.slice(0, 2)) {
        const { code, stdout, stderr } = await ended(folder, [...command, '--database', url]);
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /database[^\n]*(scheme|postgres:\/\/)/s);
        assert.doesNotMatch(stdout + stderr, /s3cret/);
        assert.deepEqual(readdirSync(folder), []);
      }
    });
  }

  it('is none for start() either', async () => {
    for (const database of urls) await assert.rejects(start({ database }), /^SettingsInvalid: database .*scheme/);
    const settings = { databaseMigrationUrl: 'postgress://user:s3cret@db/x' };
    await assert.rejects(start({ database: 'postgres://db/x', settings }), /databaseMigrationUrl .*postgres:\/\//);
    assert.ok(!existsSync('postgress:'));
  });
});

/** `assistd dev` in a process of its own, ready. */
async function devProcess(cwd: string, flags: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const program = assistd(cwd, ['dev', ...flags], environment);
  const [, origin = ''] = await waitFor('assistd dev to be ready', () => {
    if (program.child.exitCode !== null) throw new Error(`assistd dev ended: ${program.stderr()}`);
    return /^assistd dev: (\S+) and .*grants\n$/s.exec(program.stdout()) ?? undefined;
  });
  return {
    origin,
    printed: program.stdout,
    stderr: program.stderr,
    async partners(): Promise<{ displayName: string }[]> {
      const token = await fetch(`${origin}/_assistd/token`, { method: 'POST', body: '{}' });
      const { access_token } = (await token.json()) as { access_token: string };
      const headers = { Authorization: `Bearer ${access_token}` };
      const answered = await fetch(`${origin}/beta/deviceManagement/remoteAssistancePartners`, { headers });
      return ((await answered.json()) as { value: { displayName: string }[] }).value;
    },
    async [Symbol.asyncDispose]() {
      if (program.child.exitCode !== null) return;
      program.child.kill('SIGTERM');
      await once(program.child, 'close');
    },
  };
}

/** Runs a command to its end. */
async function ended(cwd: string, words: readonly string[]) {
  const program = assistd(cwd, words);
  const [code] = await once(program.child, 'close');
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

function assistd(cwd: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST)/.test(name));
  const env = { ...Object.fromEntries(inherited), ...environment };
  const child = spawn(process.execPath, [main, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return { child, stdout: () => stdout, stderr: () => stderr };
}

/** Every file of a folder, byte by byte; SQLite's two for readers come and go. */
function contentOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name));
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-harmless-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
