import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { sandboxConnector } from '../../src/dev/sandbox/connector.ts';
import { startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import type { Probed } from '../../src/partner/product.ts';
import { createProgram, noTerminal, type Program } from './program.ts';

const publicOrigin = 'http://127.0.0.1:9';

test('a person probes an account in a terminal, and a sandbox with what was found answers the same probe alike', {
  skip: noTerminal,
}, async () => {
  using program = createProgram('http://localhost:1');
  const odd = { listIncludesCustomApi: false, rotatesRefreshTokens: false, accessTokenLifetimeMs: 1_234_000 };
  const redirectUris = [`${publicOrigin}/connect/callback`];
  await using account = await startSandbox({ clock: new TurnableClock(), redirectUris, ...odd });
  const { clientSecret, ...connector } = sandboxConnector(account) as { clientSecret: { reveal(): string } };
  const first = await probe(program, { ...connector, clientSecret: clientSecret.reveal() });
  assert.deepEqual(first.sandbox, odd);
  assert.ok(account.grants.every(({ revokedAt }) => revokedAt !== undefined));

  writeFileSync(join(program.folder, 'teamviewer.json'), JSON.stringify(first));
  let again: Promise<Probed> | undefined;
  const { code } = await program.runWith(
    {
      onStdout: (text, stop) => {
        const [, list] = /"connectors": (\[.*\])\n/.exec(text) ?? [];
        if (list !== undefined) again ??= probe(program, JSON.parse(list)[0]).finally(stop);
      },
    },
    ...['sandbox', '--port', '0', '--probe-fixture', 'teamviewer.json', '--public-origin', publicOrigin],
  );
  assert.deepEqual(await again, first);
  assert.equal(code, 0);
});

test('whoever does not say yes asks nothing of the account', { skip: noTerminal }, async () => {
  using program = createProgram('http://localhost:1');
  await using account = await startSandbox({ clock: new TurnableClock() });
  const { clientSecret, ...connector } = sandboxConnector(account) as { clientSecret: { reveal(): string } };
  configure(program, { ...connector, clientSecret: clientSecret.reveal() });
  const answer = { after: /type yes: /, type: 'no\r' };
  const { stdout } = await program.inTerminal({ answer }, ...words);
  assert.match(stdout, /nothing was done/);
  assert.deepEqual(account.record, []);
});

test('a file that no probe wrote is refused with what is wrong in it, by sandbox and dev', async () => {
  using program = createProgram('http://localhost:1');
  writeFileSync(join(program.folder, 'other.json'), '{"product":"teamviewer","sandbox":{"rotatesRefreshTokens":"no"}}');
  for (const command of [['sandbox'], ['dev', '--data-folder', program.folder]]) {
    const { code, stderr } = await program.run(...command, '--port', '0', '--probe-fixture', 'other.json');
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /--probe-fixture: other\.json must be what assistd doctor --probe wrote: sandbox\.rotatesRefreshTokens/,
    );
  }
});

const words = ['doctor', '--config', 'probe.json', '--connector', 'TeamViewer', '--probe'];

function configure({ folder }: Program, connector: object): void {
  writeFileSync(join(folder, 'probe.json'), JSON.stringify({ publicOrigin, connectors: [connector] }), { mode: 0o600 });
}

async function probe(program: Program, connector: object): Promise<Probed & { product: string }> {
  configure(program, connector);
  const consent = async (shown: string) => {
    const [, page = ''] = /comes back to:\s+(http\S+)/.exec(shown) ?? [];
    const reply = await fetch(`${page}&consent=allow`, { redirect: 'manual' });
    return `${reply.headers.get('location')}\r`;
  };
  const answer = [
    { after: /type yes: /, type: 'yes\r' },
    { after: /That address: /, type: consent },
  ];
  const { code, stdout } = await program.inTerminal({ answer }, ...words);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /opens one session.*gives its link to nobody/);
  return JSON.parse(stdout.slice(stdout.indexOf('\n{\n')));
}
