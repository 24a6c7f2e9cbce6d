import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { restoreSqlite } from '../../src/store/sqlite/backup.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { runServe, type ServeProcess, serveProcess } from '../harness/serve-process.ts';
import { smallDisk } from '../harness/small-disk.ts';
import { waitFor } from '../harness/wait-for.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

async function ask(service: ServeProcess, token: string, method: string, path = partners, body?: object) {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const response = await fetch(service.origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, text: await response.text() };
}

const create = (service: ServeProcess, token: string) =>
  ask(service, token, 'POST', partners, { displayName: `Partner ${'x'.repeat(200)}` });

async function ready(service: ServeProcess): Promise<string> {
  const response = await fetch(`${service.origin}/health/ready`);
  return `${response.status} ${((await response.json()) as { status: string }).status}`;
}

const said = ({ stderr }: ServeProcess, message: string) =>
  stderr()
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}"`));

const begins = 'a part of the service does not work';
const isOver = 'a part of the service works again';

/** The trouble was said once when it began, with what to check, and is once when it is over. */
async function isSaidOnce(service: ServeProcess, problem: RegExp): Promise<void> {
  await waitFor('readiness', async () => (await ready(service)) === '200 ready');
  await waitFor('the end of the trouble in the log', () => said(service, isOver).length > 0);
  const [line = '', ...more] = said(service, begins);
  assert.deepEqual(more, []);
  assert.match(line, /"level":50/);
  assert.match(line, problem);
  assert.equal(said(service, isOver).length, 1);
}

async function started(
  more: object = {},
): Promise<{ outside: Outside; service: ServeProcess; token: string } & AsyncDisposable> {
  const owned = new AsyncDisposableStack();
  const outside = owned.use(await startOutside());
  const service = owned.use(await serveProcess(outside, { metrics: true, throttling: 'off', ...more }));
  return { outside, service, token: await outside.token(), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

suite('a database whose', () => {
  const place = mkdtempSync(join(tmpdir(), 'assistd-disk-'));
  const disk = smallDisk(place, 3 * 2 ** 20);
  after(() => {
    disk?.[Symbol.dispose]();
    rmSync(place, { recursive: true });
  });

  test('disk is full: 503, not ready, said once; all is well again when there is room', {
    skip: !disk && 'needs mount',
  }, async () => {
    const database = join(place, 'database');
    await using running = await started({ database });
    const { service, token } = running;
    assert.equal((await create(service, token)).status, 201);
    const filler = disk?.fill();
    await waitFor('a write that fails', async () => (await create(service, token)).status === 503);
    assert.equal(await ready(service), '503 database unavailable');
    assert.equal((await ask(service, token, 'GET')).status, 200, 'what is there is still read');
    const metrics = await (await fetch(`${service.origin}/metrics`)).text();
    assert.match(metrics, /^assistd_ready\{part="database"\} 0$/m);
    filler?.[Symbol.dispose]();
    await isSaidOnce(service, /the disk is full: make room/);
    assert.equal((await create(service, token)).status, 201);
  });

  test('folder was moved away: nothing is answered that would be gone at the next start', async () => {
    await using running = await started();
    const { outside, service, token } = running;
    const folder = join(outside.folder, 'database');
    renameSync(folder, `${folder}-moved`);
    assert.equal((await create(service, token)).status, 503);
    assert.equal(await ready(service), '503 database unavailable');
    // As when another one was put in its place.
    mkdirSync(folder);
    assert.equal((await create(service, token)).status, 503);
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
    renameSync(`${folder}-moved`, folder);
    await isSaidOnce(service, /was moved away or replaced/);
    assert.equal((await create(service, token)).status, 201);
  });

  test('log cannot be read: 503, not ready, and it is said what to check', async () => {
    await using running = await started();
    const { outside, service, token } = running;
    truncateSync(join(outside.folder, 'database', 'assistd.sqlite-wal'), 0);
    const paths = ['/v1.0/deviceManagement/managedDevices', '/assist/sessions', '/assist/obligations', partners];
    const answers = await Promise.all(paths.map((each) => ask(service, token, 'GET', each)));
    assert.ok(answers.some(({ status }) => status === 503));
    assert.deepEqual(
      answers.filter(({ status }) => status >= 500 && status !== 503),
      [],
    );
    assert.equal(await ready(service), '503 database unavailable');
    await waitFor('the log', () => /its files failed: check the disk/.test(said(service, begins)[0] ?? ''));
  });
});

test('without a file descriptor that is left, the service says so, and is ready again when there are some', async () => {
  await using running = await started();
  const { service } = running;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** On a connection that is there already. */
  const status = () =>
    new Promise<string>((resolve, reject) => {
      get(`${service.origin}/health/ready`, { agent }, (response) => {
        response.setEncoding('utf8').on('data', (text) => resolve(`${response.statusCode} ${JSON.parse(text).status}`));
      }).on('error', reject);
    });
  assert.equal(await status(), '200 ready');
  const limit = (count: string) => execFileSync('prlimit', ['--pid', String(service.pid), `--nofile=${count}`]);
  limit('3:');
  assert.equal(await status(), '503 descriptors unavailable');
  limit('1024:');
  await isSaidOnce(service, /LimitNOFILE/);
  agent.destroy();
});

test('a folder that is being served is neither restored into nor served twice', async () => {
  await using running = await started();
  const { outside } = running;
  const folder = join(outside.folder, 'database');
  const config = join(outside.folder, 'assistd.config.json');
  const second = runServe(['--config', config, '--port', '0']);
  assert.equal(await second.gone, 1);
  assert.match(second.stderr(), /another assistd works on the folder/);
  const backup = join(outside.folder, 'backup.sqlite');
  execFileSync('cp', [join(folder, 'assistd.sqlite'), backup]);
  for (const name of readdirSync(folder)) if (name.startsWith('assistd.sqlite')) rmSync(join(folder, name));
  await assert.rejects(restoreSqlite(backup, folder), /another assistd works on the folder/);
});
