import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../src/cli/commands.ts';
import { createParser } from '../../src/cli/parser.ts';
import { createProgram } from './program.ts';

/** The words of the part of a line that calls assistd; quotes as in a shell. */
function wordsOf(line: string): string[] {
  const called = /assistd (.*?)(?:$|\)|[|>](?![^"]*"$))/.exec(line)?.[1] ?? '';
  return [...called.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

test('every example of every command is a line that the command understands', async () => {
  for (const command of commands) {
    assert.ok(command.examples.length > 0, `${command.name} has an example`);
    for (const { line } of command.examples) {
      const words = wordsOf(line);
      let found: string | undefined;
      const parser = await createParser(commands, words, '0', async (parsed) => {
        found = parsed.command.name;
      });
      await parser.parseAsync(['node', 'assistd', ...words]);
      assert.ok(found !== undefined, line);
      if (line.startsWith('assistd ') && !line.includes('|')) assert.equal(found, command.name, line);
    }
  }
});

test('every line of the guide that calls assistd is one that it understands', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/cli.md'), 'utf8');
  const lines = guide.split('\n').filter((line) => line.startsWith('assistd '));
  assert.ok(lines.length > 10);
  for (const line of lines) {
    const words = wordsOf(line);
    let found = false;
    const parser = await createParser(commands, words, '0', async () => {
      found = true;
    });
    await parser.parseAsync(['node', 'assistd', ...words]);
    assert.ok(found, line);
  }
});

test('help says what, how and with which examples, for every command, on standard output', async () => {
  using program = createProgram('http://localhost:1');
  const all = await program.run('--help');
  assert.equal(all.code, 0);
  for (const name of new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))) {
    assert.match(all.stdout, new RegExp(`^ +${name} `, 'm'));
  }
  const one = await program.run('partners', 'disconnect', '--help');
  assert.equal(one.code, 0);
  assert.match(one.stdout, /--yes[\s\S]*Examples:\n[\s\S]*\$ assistd partners disconnect/);
  assert.deepEqual(await program.run('help', 'partners', 'disconnect'), one);
  assert.deepEqual(await program.run('help', 'whoami'), await program.run('whoami', '--help'));
  assert.doesNotMatch(one.stdout, /^Commands:/m, 'it has none below it');
});
