import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../harness/main.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { readyAt } from '../harness/ready.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `assistd serve` whose standard error is this descriptor. */
async function serveInto(stderr: number, outside: Outside) {
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify({ ...outside.settings, drainDelay: '0s' }), { mode: 0o600 });
  const child = spawn(process.execPath, [main, 'serve', '--config', config], {
    stdio: ['ignore', 'ignore', stderr],
  });
  const gone = once(child, 'exit');
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const origin = outside.settings.publicOrigin;
  await readyAt(origin, () => (child.exitCode === null ? undefined : 'without a word'));
  const token = await outside.token();
  return {
    /** Asks for something that the log has a line of. */
    async ask(clientRequestId: string): Promise<number> {
      const headers = { Authorization: `Bearer ${token}`, 'client-request-id': clientRequestId };
      const signal = AbortSignal.timeout(5000);
      const response = await fetch(`${origin}/beta/deviceManagement/remoteAssistancePartners`, { headers, signal });
      await response.arrayBuffer();
      return response.status;
    },
    async stop(): Promise<readonly unknown[]> {
      child.kill('SIGTERM');
      return gone;
    },
    async [Symbol.asyncDispose]() {
      kill();
      await gone;
      process.off('exit', kill);
    },
  };
}

/** Asks for as long as the log gathers lines before it writes them, and as long again. */
async function askOn(service: { ask(id: string): Promise<number> }, id: string): Promise<void> {
  const until = Date.now() + 600;
  await waitFor('lines that are due', async () => {
    assert.equal(await service.ask(id), 200);
    return Date.now() > until;
  });
}

test('a log that cannot be written takes nothing else with it: who asks is served, and the service stops as told', {
  skip: !existsSync('/dev/full') && 'there is no /dev/full',
}, async () => {
  await using outside = await startOutside();
  const full = openSync('/dev/full', 'w');
  await using service = await serveInto(full, outside);
  closeSync(full);
  await askOn(service, 'unheard');
  assert.deepEqual(await service.stop(), [0, null]);
});

test('what is logged while nobody reads the log is in it once somebody does', async () => {
  await using outside = await startOutside();
  const pipe = join(outside.folder, 'log');
  execFileSync('mkfifo', [pipe]);
  const reader = () => {
    const child = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    return { gone: once(child, 'exit'), kill: () => child.kill('SIGKILL'), text: () => text };
  };
  const first = reader();
  const writing = openSync(pipe, 'w');
  await using service = await serveInto(writing, outside);
  closeSync(writing);
  await waitFor('the first line', () => first.text().includes('"listening"'));
  first.kill();
  await first.gone;
  await askOn(service, 'while-nobody-reads');

  const second = reader();
  await waitFor('the lines', () => second.text().includes('while-nobody-reads'));
  assert.equal(await service.ask('while-somebody-reads'), 200);
  await waitFor('the next line', () => second.text().includes('while-somebody-reads'));
  assert.deepEqual(await service.stop(), [0, null]);
  await second.gone;
  for (const line of second.text().trimEnd().split('\n')) JSON.parse(line);
});
