import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasAgent } from '../../../src/dev/meshcentral/agent.ts';
import { main } from '../../harness/main.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { installedMeshCentral } from './installed.ts';
import { alive, listening, type Seen, startedBy } from './processes.ts';

const program = hasAgent ? await installedMeshCentral() : undefined;
const skip = program === undefined && 'MeshCentral cannot be installed from npm here, or has no agent for this machine';

test('assistd dev --partner meshcentral says what it would fetch, and fetches nothing unasked', {
  skip: !hasAgent && 'MeshCentral has no agent for this machine',
}, async () => {
  await using dev = run();
  assert.equal(await dev.gone, 2);
  assert.match(dev.output(), /nobody is there to be asked: say --yes to fetch MeshCentral from npm/);
  assert.deepEqual(readdirSync(dev.folder), []);
});

test('assistd dev --partner meshcentral opens a session on this machine, cuts it, and leaves nothing', {
  skip,
}, async (t) => {
  await using dev = run(program);
  const output = await dev.until(/sign in as contoso-admin/, 120_000);
  const [, token = ''] = /export TOKEN=(\S+)/.exec(output) ?? [];
  const [, device = ''] = /(http\S+\/managedDevices\/[0-9a-f-]{36})\/requestRemoteAssistance/.exec(output) ?? [];
  const ask = (method: string, url: string) => fetch(url, { method, headers: { Authorization: `Bearer ${token}` } });
  let link = '';

  await t.test('the lines that it prints lead to a link that opens without a sign-in', async () => {
    assert.equal((await ask('POST', `${device}/requestRemoteAssistance`)).status, 204);
    await waitFor('the link', async () => {
      const answer = await ask('GET', `${device}?$select=remoteAssistanceSessionUrl`);
      link = ((await answer.json()) as { remoteAssistanceSessionUrl: string | null }).remoteAssistanceSessionUrl ?? '';
      return link !== '';
    });
    assert.equal(await statusOf(link), 200);
  });

  await t.test('nothing listens beyond loopback but the port for WebRTC that the agent has no switch for', () => {
    const beyond = listening(dev.started()).filter(({ address }) => !/ 127\.\d+\.\d+\.\d+:/.test(address));
    assert.ok(beyond.length <= 1, JSON.stringify(beyond));
    for (const { address, line } of beyond) assert.match(`${address} ${line}`, /^udp .*\/meshagent run$/);
  });

  await t.test('disconnecting ends the link', async () => {
    const partners = `${new URL(device).origin}/v1.0/deviceManagement/remoteAssistancePartners`;
    const { value } = (await (await ask('GET', partners)).json()) as { value: Record<string, string>[] };
    const id = value.find(({ displayName }) => displayName === 'MeshCentral')?.id;
    assert.equal((await ask('POST', `${partners}/${id}/disconnect`)).status, 204);
    await waitFor('the link to end', async () => (await statusOf(link)) === 404);
  });

  await t.test('after SIGTERM nothing of it runs, and nothing of it is on the disk', async () => {
    const before = dev.started();
    assert.ok(before.some(({ line }) => line.endsWith('meshagent run')) && before.length >= 4);
    dev.kill('SIGTERM');
    assert.equal(await dev.gone, 0);
    await allGone(before, dev.temporary);
  });
});

test('an assistd dev that is killed takes the partner with it, in the middle of its start too', { skip }, async () => {
  await using dev = run(program);
  await waitFor('the agent', () => dev.started().some(({ line }) => line.endsWith('meshagent run')), 120_000);
  const before = dev.started();
  dev.kill('SIGKILL');
  await dev.gone;
  await allGone(before, dev.temporary);
});

test('Ctrl+C while the partner starts ends it at once', { skip }, async () => {
  await using dev = run(program);
  await waitFor('the server to be on its way', () => dev.started().length > 0, 120_000);
  const before = dev.started();
  dev.kill('SIGINT');
  assert.equal(await dev.gone, 130, dev.output());
  assert.doesNotMatch(dev.output(), /sign in as/);
  await allGone(before, dev.temporary);
});

async function allGone(before: readonly Seen[], folder: string): Promise<void> {
  await waitFor('every process to be gone', () => alive(before).length === 0, 20_000).catch(() =>
    assert.deepEqual(alive(before), []),
  );
  await waitFor('its files to be gone', () => readdirSync(folder).every((each) => !each.startsWith('assistd-')));
}

/** Without its own certificate's authority: what is asked here is whether the page is there. */
async function statusOf(link: string): Promise<number | undefined> {
  const asked = request(link, { rejectUnauthorized: false }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  return answer.statusCode;
}

interface Dev extends AsyncDisposable {
  /** Its data. */
  readonly folder: string;
  /** Where what it needs for a while is. */
  readonly temporary: string;
  readonly gone: Promise<number | NodeJS.Signals>;
  output(): string;
  started(): Seen[];
  until(line: RegExp, limitMs: number): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** @param program what is there already */
function run(program?: string): Dev {
  const home = mkdtempSync(join(tmpdir(), 'assistd-test-dev-'));
  const [folder, temporary] = [join(home, 'data'), join(home, 'tmp')];
  for (const each of [folder, temporary]) mkdirSync(each);
  // The agent may be another user, who has to pass through.
  chmodSync(home, 0o711);
  if (program) symlinkSync(program, join(folder, 'meshcentral'));
  const flags = ['dev', '--partner', 'meshcentral', '--port', '0', '--data-folder', folder, '--quiet'];
  const kept = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST_|DISPLAY$)/.test(name));
  const child: ChildProcess = spawn(process.execPath, [main, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(kept), TMPDIR: temporary },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const gone = once(child, 'close').then(([code, signal]) => code ?? signal);
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return {
    folder,
    temporary,
    gone,
    output: () => text,
    started: () => startedBy(child.pid ?? 0),
    async until(line, limitMs) {
      await waitFor(
        String(line),
        () => {
          if (child.exitCode !== null) throw new Error(`it ended: ${text}`);
          return line.test(text);
        },
        limitMs,
      );
      return text;
    },
    kill,
    async [Symbol.asyncDispose]() {
      kill('SIGTERM');
      await gone;
      if (existsSync(home)) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
