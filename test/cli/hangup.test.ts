import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeAuthority } from '../../src/dev/certificates/certificate.ts';
import { freePort } from '../harness/free-port.ts';
import { main } from '../harness/main.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { readyAt } from '../harness/ready.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram, noTerminal } from './program.ts';

/** Whether a process does something else at SIGHUP than to end; where the system tells that. */
function catchesHangup(pid = 0): boolean {
  if (!existsSync('/proc/self/status')) return true;
  const [, mask = '0'] = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${mask}`) & 1n) === 1n;
}

test('assistd dev stops in order when its terminal is closed, told of it once or twice', async () => {
  using program = createProgram('');
  const words = ['dev', '--port', '0', '--tls-port', '0', '--log-level', 'info'];
  const dev = spawn(process.execPath, [main, ...words], { cwd: program.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(dev, 'exit');
  let log = '';
  dev.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  await once(dev.stdout, 'data');
  await waitFor('what is done at the signal', () => catchesHangup(dev.pid));
  for (let told = 0; told < 2; told++) dev.kill('SIGHUP');
  assert.deepEqual(await ended, [0, null]);
  assert.match(log, /"signal":"SIGHUP".*"stopping"/);
});

/** `assistd serve` in a terminal, with its log in a file; killed, the terminal is closed. */
async function inTerminal(outside: Outside, more: object = {}): Promise<{ terminal: ChildProcess; log: () => string }> {
  const [config, log, pid] = ['assistd.config.json', 'log', 'pid'].map((name) => join(outside.folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(config, JSON.stringify({ ...outside.settings, ...more }), { mode: 0o600 });
  const line = `echo $$ > '${pid}'; exec '${process.execPath}' '${main}' serve --config '${config}' 2>> '${log}'`;
  const terminal = spawn('/usr/bin/script', ['-qc', line, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  const read = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  await readyAt(outside.settings.publicOrigin, () => (terminal.exitCode === null ? undefined : read()));
  return { terminal, log: read };
}

function isThere(outside: Outside): boolean {
  try {
    process.kill(Number(readFileSync(join(outside.folder, 'pid'), 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

test('assistd serve stops in order when its terminal is closed', { skip: noTerminal }, async () => {
  await using outside = await startOutside();
  const { terminal, log } = await inTerminal(outside);
  terminal.kill('SIGKILL');
  await waitFor('its end', () => !isThere(outside));
  assert.match(log(), /"signal":"SIGTERM".*"stopping"/);
});

test('in a terminal that is open SIGHUP reads the certificate; closed, it stops assistd serve', {
  skip: noTerminal,
}, async () => {
  await using outside = await startOutside();
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const { certificate, key } = makeAuthority('own', { names: ['localhost'], addresses: [] }, validity);
  const [tlsCertificateFile, tlsKeyFile] = [join(outside.folder, 'tls.pem'), join(outside.folder, 'tls.key')];
  writeFileSync(tlsCertificateFile, certificate);
  writeFileSync(tlsKeyFile, key, { mode: 0o600 });
  const { terminal, log } = await inTerminal(outside, { tlsPort: await freePort(), tlsCertificateFile, tlsKeyFile });
  process.kill(Number(readFileSync(join(outside.folder, 'pid'), 'utf8')), 'SIGHUP');
  await waitFor('the log', () => log().includes('the certificate was read anew'));
  assert.ok(isThere(outside));
  terminal.kill('SIGKILL');
  await waitFor('its end', () => !isThere(outside));
  assert.match(log(), /"signal":"SIGTERM".*"stopping"/);
});
