import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSeed } from '../../src/dev/seed/seed.ts';
import { startWorld } from '../harness/world.ts';
import { createProgram } from './program.ts';

/** As editors and PowerShell's `>` write a text. */
const encodings: Record<string, (text: string) => Buffer> = {
  'UTF-8 with its mark': (text) => Buffer.from(`\u{feff}${text}`),
  'UTF-16': (text) => Buffer.from(`\u{feff}${text}`, 'utf16le'),
  'UTF-8 with line ends of two characters': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
};

test('what a command printed is read again as Windows keeps it: receipts, key sets, ends of trails, tokens, bodies and seeds', async () => {
  await using world = await startWorld();
  const token = await world.token();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: token });
  await world.connect(await world.partnerId());
  const printed = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run(...words);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await printed('partners', 'disconnect', '--yes', '--wait');
  const [receipt] = JSON.parse(await printed('receipt', 'list', '-o', 'json'));
  const texts = {
    'receipt.jws': await printed('receipt', 'show', receipt.id, '--jws'),
    'keys.json': await (await fetch(`${world.service.origin}/.well-known/jwks.json`)).text(),
    'kept.json': await printed('audit', 'verify', '-o', 'json'),
    'body.json': '{\n"displayName":"é"\n}',
    'seed.json': '{\n"tenants":[{"domain":"contoso.example"}]\n}',
  };
  for (const [name, encoded] of Object.entries(encodings)) {
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(program.folder, file), encoded(text));
    await printed('receipt', 'verify', 'receipt.jws', '--keys', 'keys.json');
    await printed('audit', 'verify', '--since', 'kept.json');
    const made = await printed('api', 'POST', 'v1.0/deviceManagement/remoteAssistancePartners', '--body', '@body.json');
    assert.equal(JSON.parse(made).displayName, 'é', name);
    assert.equal(readSeed(join(program.folder, 'seed.json')).tenants.length, 1, name);
  }
});

test('what is no token is told as such, and kept nowhere', async () => {
  using program = createProgram('http://localhost:1');
  for (const input of ['Bearer abc', '"abc"', '\u{fffd}abc', 'a\nb']) {
    const ended = await program.runWith({ input }, 'login', '--with-token');
    assert.deepEqual([ended.code, /what standard input holds is no access token/.test(ended.stderr)], [2, true], input);
  }
  assert.equal((await program.run('context', 'list', '-o', 'json')).stdout, '[]\n');
  using other = createProgram('http://localhost:1', { ASSISTD_TOKEN: 'Bearer abc' });
  const ended = await other.run('partners', 'list');
  assert.deepEqual([ended.code, /what ASSISTD_TOKEN holds is no access token/.test(ended.stderr)], [2, true]);
});
