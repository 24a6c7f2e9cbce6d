import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { KeptFile } from '../../src/dev/kept-file.ts';
import { main } from '../harness/main.ts';
import { waitFor } from '../harness/wait-for.ts';

describe('assistd dev with a database that is kept', () => {
  it('goes on after it was killed: the partner stays connected, tokens stay valid, and a disconnect is real', async (t) => {
    const folder = temporary(t);
    const seed = join(folder, 'tenants.json');
    writeFileSync(seed, JSON.stringify({ tenants: [{ domain: 'a.example', partners: [{}] }] }));
    await using first = await startProgram(folder, seed);
    const { access_token: token } = await first.control('POST', 'token', {});
    const [{ id }] = (await first.graph('GET', '', token)).value;
    await first.graph('POST', `/${id}/beginOnboarding`, token);
    const { onboardingUrl } = await first.graph('GET', `/${id}`, token);
    assert.equal((await fetch(`${onboardingUrl}&consent=allow`)).status, 200);
    // No order to stop, no time to save anything.
    first.program.kill('SIGKILL');
    await once(first.program, 'exit');

    // At the same addresses, because tokens name the issuer's.
    await using second = await startProgram(folder, seed, first);
    assert.equal((await second.graph('GET', `/${id}`, token)).onboardingStatus, 'onboarded');
    await second.graph('POST', `/${id}/disconnect`, token);
    await second.control('POST', 'settle');
    const { grants } = await second.control('GET', 'sandbox');
    assert.deepEqual(
      grants.map(({ revokedBy }: { revokedBy: string }) => revokedBy),
      ['client'],
    );
    const authority = await (await fetch(`${second.origin}/_assistd/ca`)).text();
    assert.match(authority, /^-----BEGIN CERTIFICATE-----/);
    await second.control('POST', 'reset');
    const { access_token: another } = await second.control('POST', 'token', {});
    assert.equal((await second.graph('GET', '', another)).value[0].onboardingStatus, 'notOnboarded');
  });
});

describe('a kept file', () => {
  it('is written at once, then once for all touches within the pause, and at the end', async (t) => {
    const folder = temporary(t);
    const file = join(folder, 'state.json');
    let state = 0;
    let written = 0;
    {
      using kept = new KeptFile(
        file,
        () => {
          written++;
          return String(state);
        },
        20,
      );
      for (state = 1; state <= 100; state++) kept.touch();
      assert.equal(readFileSync(file, 'utf8'), '1');
      await waitFor('the second write', () => written === 2);
      assert.equal(readFileSync(file, 'utf8'), '101');
      state = 7;
      kept.touch();
    }
    assert.equal(readFileSync(file, 'utf8'), '7');
    assert.ok(written <= 3);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['state.json']);
  });
});

async function startProgram(
  folder: string,
  seed: string,
  { origin: at = 'http://localhost:0', tlsOrigin: tlsAt = 'https://localhost:0' } = {},
) {
  const ports = ['--port', new URL(at).port, '--tls-port', new URL(tlsAt).port];
  const flags = [...ports, '--data-folder', folder, '--database', folder, '--seed', seed];
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('ASSISTD_'));
  const program = spawn(process.execPath, [main, 'dev', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: Object.fromEntries(environment),
  });
  let printed = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const found = await waitFor('its origins', () => {
    return /^assistd dev: (\S+) and (\S+)\n.*grants\n$/s.exec(printed) ?? undefined;
  });
  const [, origin = '', tlsOrigin = ''] = found;
  const send = async (method: string, url: string, headers: Record<string, string>, body?: object) => {
    const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${url} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const partners = `${origin}/v1.0/deviceManagement/remoteAssistancePartners`;
  return {
    program,
    origin,
    tlsOrigin,
    [Symbol.asyncDispose]: () => stop(program),
    control: (method: string, path: string, body?: object) => send(method, `${origin}/_assistd/${path}`, {}, body),
    graph: (method: string, path: string, token: string) =>
      send(method, partners + path, { Authorization: `Bearer ${token}` }),
  };
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGTERM');
  await once(program, 'exit');
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-kept-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
